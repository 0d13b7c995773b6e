// What a chart shows; gnuplot draws it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/attack/finding.hpp"

namespace sotto {

struct ChartAxis {
  std::string title;
  std::optional<double> low = std::nullopt;  ///< where it begins; nothing: where the values do
  std::optional<double> high = std::nullopt;
};

/// Places along x, and at each of them something of each group, side by side.
struct Grid {
  ChartAxis y;
  std::string x_title;
  std::vector<std::string> places;
  std::vector<std::string> groups;  ///< one without a name is not told in the key
  /// Drawn as a dashed line, where it is known.
  std::optional<double> chance = std::nullopt;
  /// Places stand one under another, the first on top, so that long names can be read.
  bool across = false;
};

/// A value with its interval.
struct IntervalChart {
  Grid grid;
  std::vector<std::vector<std::optional<Interval>>> values;  ///< by group, by place
};

/// Median, quartiles, and from 10 to 90 % of samples.
struct BoxChart {
  Grid grid;
  std::vector<std::vector<std::vector<double>>> samples;  ///< by group, by place; may be empty
};

/// At one x, the parts of samples below these values.
struct BandPoint {
  double x = 0;
  double tenth = 0;
  double lower = 0;
  double median = 0;
  double upper = 0;
  double ninetieth = 0;
};

/// Medians as lines, quartiles and 10 to 90 % as bands.
struct BandChart {
  ChartAxis y;
  std::string x_title;
  std::vector<std::string> names;
  std::vector<std::vector<BandPoint>> curves;  ///< of each name
  std::optional<double> chance = std::nullopt;
};

/// A share, 0 to 1, in each field of a table.
struct HeatChart {
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::vector<std::vector<std::optional<double>>> shares;  ///< by row, by column
};

/// Commands for gnuplot.
std::string script(const IntervalChart& chart);
std::string script(const BoxChart& chart);
std::string script(const BandChart& chart);
std::string script(const HeatChart& chart);

}  // namespace sotto
