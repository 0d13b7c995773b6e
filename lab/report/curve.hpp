// How a training went, in few points.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lab/report/chart.hpp"
#include "server/observers/history.hpp"
#include "shared/base/json_fields.hpp"

namespace sotto {

/// The means of each series over parts of equal length.
struct Curve {
  std::vector<double> main_steps;  ///< at the end of each part, ascending
  /// By name; as many values as there are parts, nothing where the series has none.
  std::vector<std::pair<std::string, std::vector<std::optional<double>>>> series;
};

Json to_json(const Curve& curve);
/// Throws FieldError.
Curve curve_from_json(const Json& object);

/// Listens to a session and keeps its curve.
class CurveKeeper {
 public:
  /// As many parts as a curve has at most.
  static constexpr std::size_t kPoints = 200;

  explicit CurveKeeper(const SessionConfig& config);
  void observe(const SessionEvent& event);
  Curve curve() const;

 private:
  const Task& task_;
  History history_;
};

/// Quantiles of a series over runs, at points evenly spread over the longest of them; between two
/// points of a run its values are interpolated. They end where fewer than half of the runs still
/// trained.
std::vector<BandPoint> bands(const std::vector<const Curve*>& runs, const std::string& series);

}  // namespace sotto
