#include "lab/report/chart.hpp"

#include <algorithm>
#include <functional>
#include <sstream>

#include "lab/report/gnuplot.hpp"
#include "lab/report/statistics.hpp"

namespace sotto {
namespace {

/// Of the distance from place to place, what all groups together take.
constexpr double kWidthOfPlace = 0.7;
constexpr double kWidestBox = 0.3;
/// Names of more letters are written aslant.
constexpr std::size_t kLevelLetters = 60;

void set_axes(std::ostream& out, const ChartAxis& y, const std::string& x_title) {
  const auto end = [](const std::optional<double>& value) {
    return value ? std::to_string(*value) : std::string("*");
  };
  out << "set ylabel " << gnuplot_text(y.title) << "\nset xlabel " << gnuplot_text(x_title)
      << "\nset yrange [" << end(y.low) << ':' << end(y.high) << "]\n";
}

/// As set_axes() and set_places(), with the axes changed about.
void set_across(std::ostream& out, const Grid& grid) {
  const auto end = [](const std::optional<double>& value) {
    return value ? std::to_string(*value) : std::string("*");
  };
  out << "set xlabel " << gnuplot_text(grid.y.title) << "\nset xrange [" << end(grid.y.low) << ':'
      << end(grid.y.high) << "]\nset yrange [" << static_cast<double>(grid.places.size()) - 0.4
      << ":-0.6]\nunset grid\nset grid xtics lt 1 lw 1 lc " << colour("grid") << "\nset ytics (";
  for (std::size_t i = 0; i < grid.places.size(); ++i)
    out << (i == 0 ? "" : ", ") << gnuplot_text(grid.places[i]) << ' ' << i;
  out << ")\n";
}

void set_places(std::ostream& out, const std::vector<std::string>& places) {
  std::size_t letters = 0;
  for (const auto& place : places) letters += place.size();
  out << "set xrange [-0.6:" << static_cast<double>(places.size()) - 0.4 << "]\nset xtics "
      << (letters > kLevelLetters ? "rotate by -30 " : "") << '(';
  for (std::size_t i = 0; i < places.size(); ++i)
    out << (i == 0 ? "" : ", ") << gnuplot_text(places[i]) << ' ' << i;
  out << ")\n";
}

/// The middle of what a group shows at a place.
double middle(const Grid& grid, std::size_t group, std::size_t place) {
  const auto groups = static_cast<double>(grid.groups.size());
  return static_cast<double>(place) +
         (static_cast<double>(group) - (groups - 1) / 2) * kWidthOfPlace / groups;
}

/// As it is named in the key.
std::string title_of(const std::string& name) {
  return name.empty() ? "notitle" : "title " + gnuplot_text(name);
}

std::string ink(const Grid& grid, std::size_t group) {
  return colour(colour_name(grid.groups[group], group));
}

/// One block of data for each group, `$g0`, `$g1`, ...; whether it has anything.
std::vector<bool> write_blocks(
    std::ostream& out, const Grid& grid,
    const std::function<bool(std::ostream&, std::size_t, std::size_t)>& write) {
  std::vector<bool> filled(grid.groups.size(), false);
  for (std::size_t group = 0; group < grid.groups.size(); ++group) {
    out << "$g" << group << " << EOD\n";
    for (std::size_t place = 0; place < grid.places.size(); ++place)
      if (write(out, group, place)) filled[group] = true;
    out << "EOD\n";
  }
  return filled;
}

/// The plots with commas between them; an empty frame where there are none.
std::string plot(const std::vector<std::string>& parts) {
  if (parts.empty()) return "set yrange [0:1]\nplot NaN notitle\n";
  std::string command = "plot ";
  for (std::size_t i = 0; i < parts.size(); ++i) command += (i == 0 ? "" : ", \\\n  ") + parts[i];
  return command + "\n";
}

void add_chance(const std::optional<double>& chance, std::vector<std::string>& parts) {
  if (chance)
    parts.push_back(std::to_string(*chance) + " with lines dt 2 lw 1.5 lc " + colour("ink") +
                    " title 'guessing'");
}

}  // namespace

std::string script(const IntervalChart& chart) {
  const auto& grid = chart.grid;
  std::ostringstream out;
  if (grid.across) {
    set_across(out, grid);
  } else {
    set_axes(out, grid.y, grid.x_title);
    set_places(out, grid.places);
  }
  const auto filled = write_blocks(out, grid, [&](std::ostream& to, std::size_t g, std::size_t p) {
    const auto& value = chart.values[g][p];
    if (value)
      to << middle(grid, g, p) << ' ' << value->mean << ' ' << value->low << ' ' << value->high
         << '\n';
    return value.has_value();
  });
  std::vector<std::string> parts;
  for (std::size_t g = 0; g < filled.size(); ++g)
    if (filled[g])
      parts.push_back(
          "$g" + std::to_string(g) +
          (grid.across ? " using 2:1:3:4 with xerrorbars" : " using 1:2:3:4 with yerrorbars") +
          " pt 7 ps 0.7 lw 1.8 lc " + ink(grid, g) + " " + title_of(grid.groups[g]));
  add_chance(grid.chance, parts);
  return out.str() + plot(parts);
}

std::string script(const BoxChart& chart) {
  const auto& grid = chart.grid;
  std::ostringstream out;
  set_axes(out, grid.y, grid.x_title);
  set_places(out, grid.places);
  const double width =
      std::min(kWidestBox, 0.8 * kWidthOfPlace / static_cast<double>(grid.groups.size()));
  const auto filled = write_blocks(out, grid, [&](std::ostream& to, std::size_t g, std::size_t p) {
    const auto& samples = chart.samples[g][p];
    if (samples.empty()) return false;
    to << middle(grid, g, p);
    for (const double share : {0.25, 0.1, 0.9, 0.75, 0.5}) to << ' ' << *quantile(samples, share);
    to << ' ' << width << '\n';
    return true;
  });
  std::vector<std::string> parts;
  for (std::size_t g = 0; g < filled.size(); ++g) {
    if (!filled[g]) continue;
    const auto block = "$g" + std::to_string(g);
    parts.push_back(block +
                    " using 1:2:3:4:5:7 with candlesticks whiskerbars 0.5 fs transparent solid 0.3 "
                    "lw 1.2 lc " +
                    ink(grid, g) + " " + title_of(grid.groups[g]));
    parts.push_back(block + " using 1:6:6:6:6:7 with candlesticks lw 2.5 lc " + ink(grid, g) +
                    " notitle");
  }
  add_chance(grid.chance, parts);
  return out.str() + plot(parts);
}

std::string script(const BandChart& chart) {
  std::ostringstream out;
  set_axes(out, chart.y, chart.x_title);
  out << "set xrange [0:*]\n";
  std::vector<std::string> bands;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < chart.names.size(); ++i) {
    if (chart.curves[i].empty()) continue;
    const auto block = "$c" + std::to_string(i);
    out << block << " << EOD\n";
    for (const auto& at : chart.curves[i])
      out << at.x << ' ' << at.tenth << ' ' << at.lower << ' ' << at.median << ' ' << at.upper
          << ' ' << at.ninetieth << '\n';
    out << "EOD\n";
    const auto hue = colour(colour_name(chart.names[i], i));
    for (const auto* columns : {"1:2:6", "1:3:5"})
      bands.push_back(block + " using " + columns + " with filledcurves fc " + hue +
                      " fs transparent solid 0.18 noborder notitle");
    lines.push_back(block + " using 1:4 with lines lw 2 lc " + hue + " " +
                    title_of(chart.names[i]));
  }
  bands.insert(bands.end(), lines.begin(), lines.end());
  add_chance(chart.chance, bands);
  return out.str() + plot(bands);
}

std::string script(const HeatChart& chart) {
  std::ostringstream out;
  set_places(out, chart.columns);
  const auto rows = chart.rows.size();
  out << "set yrange [" << static_cast<double>(rows) - 0.5 << ":-0.5]\nset ytics (";
  for (std::size_t i = 0; i < rows; ++i)
    out << (i == 0 ? "" : ", ") << gnuplot_text(chart.rows[i]) << ' ' << i;
  out << ")\nunset grid\nset style fill transparent solid 1 noborder\n";
  std::vector<std::string> parts;
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < chart.columns.size(); ++column) {
      const auto& share = chart.shares[row][column];
      const auto x = static_cast<double>(column);
      const auto y = static_cast<double>(row);
      if (share)
        out << "set object rectangle from " << x - 0.48 << ',' << y - 0.46 << " to " << x + 0.48
            << ',' << y + 0.46 << " fc " << colour("c1") << " fs transparent solid "
            << 0.03 + 0.6 * std::clamp(*share, 0.0, 1.0) << " noborder\n";
      char text[16] = "–";
      if (share) std::snprintf(text, sizeof text, "%.2f", *share);
      out << "set label " << gnuplot_text(text) << " at " << x << ',' << y
          << " center front textcolor " << colour("ink") << "\n";
    }
  return out.str() + "plot NaN notitle\n";
}

}  // namespace sotto
