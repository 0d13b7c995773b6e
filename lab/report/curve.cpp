#include "lab/report/curve.hpp"

#include <algorithm>

#include "lab/report/statistics.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {
namespace {

/// More than any task's series can reach.
constexpr double kLargest = 1e12;

/// The value at `x`, which is not beyond the last point; nothing where there is none on both sides.
std::optional<double> value_at(const Curve& curve, const std::vector<std::optional<double>>& values,
                               double x) {
  const auto at = static_cast<std::size_t>(std::ranges::lower_bound(curve.main_steps, x) -
                                           curve.main_steps.begin());
  if (at >= values.size() || !values[at]) return std::nullopt;
  if (at == 0 || !values[at - 1]) return values[at];
  const double from = curve.main_steps[at - 1];
  const double to = curve.main_steps[at];
  return *values[at - 1] + (x - from) / (to - from) * (*values[at] - *values[at - 1]);
}

}  // namespace

Json to_json(const Curve& curve) {
  Json series = Json::object();
  for (const auto& [name, values] : curve.series) {
    series[name] = Json::array();
    for (const auto& value : values) series[name].push_back(value ? Json(*value) : Json());
  }
  return {{"main_steps", curve.main_steps}, {"series", std::move(series)}};
}

Curve curve_from_json(const Json& object) {
  Fields fields(object, {"curve"});
  Curve curve;
  for (const auto& step : fields.array("main_steps", CurveKeeper::kPoints))
    curve.main_steps.push_back(read_number(step, fields.place("main_steps"), 0, kLargest));
  for (const auto& [name, values] : fields.object("series").items()) {
    auto& [kept, points] = curve.series.emplace_back(name, std::vector<std::optional<double>>{});
    for (const auto& value : read_array(values, fields.place("series"), CurveKeeper::kPoints))
      points.push_back(value.is_null() ? std::nullopt
                                       : std::optional(read_number(value, fields.place("series"),
                                                                   -kLargest, kLargest)));
    if (points.size() != curve.main_steps.size())
      fields.fail("series", "has not one value for each of main_steps");
  }
  fields.finish();
  return curve;
}

CurveKeeper::CurveKeeper(const SessionConfig& config) : task_(task_of(config)) {}

void CurveKeeper::observe(const SessionEvent& event) {
  if (const auto* step = std::get_if<StepResult>(&event)) history_.add(Bucket(*step, task_));
  if (const auto* rewound = std::get_if<Rewound>(&event)) history_.rewind(rewound->step);
}

Curve CurveKeeper::curve() const {
  Curve curve;
  for (const auto& series : task_.series)
    curve.series.emplace_back(series.name, std::vector<std::optional<double>>{});
  // Every series of the main phase is measured in each of its steps, by whoever is there.
  std::int64_t main_steps = 0;
  for (const auto& bucket : history_.read(kPoints)) {
    std::int64_t more = 0;
    for (std::size_t i = 0; i < task_.series.size(); ++i)
      if (task_.series[i].phase == task_.main_phase) more = std::max(more, bucket.series[i].count);
    main_steps += more;
    if (more == 0) continue;  // in an audit, and in steps of Eve alone, there is nothing to tell
    curve.main_steps.push_back(static_cast<double>(main_steps));
    for (std::size_t i = 0; i < task_.series.size(); ++i)
      curve.series[i].second.push_back(
          bucket.series[i].count > 0 ? std::optional(bucket.series[i].mean()) : std::nullopt);
  }
  return curve;
}

std::vector<BandPoint> bands(const std::vector<const Curve*>& runs, const std::string& series) {
  double longest = 0;
  for (const auto* run : runs)
    if (!run->main_steps.empty()) longest = std::max(longest, run->main_steps.back());
  std::vector<BandPoint> points;
  for (std::size_t i = 1; i <= CurveKeeper::kPoints; ++i) {
    const double x = longest * static_cast<double>(i) / static_cast<double>(CurveKeeper::kPoints);
    std::size_t training = 0;
    std::vector<double> values;
    for (const auto* run : runs) {
      if (run->main_steps.empty() || run->main_steps.back() < x) continue;
      ++training;
      for (const auto& [name, each] : run->series)
        if (name == series)
          if (const auto value = value_at(*run, each, x)) values.push_back(*value);
    }
    if (2 * training < runs.size()) break;
    if (values.empty()) continue;
    const auto part = [&](double share) { return *quantile(values, share); };
    points.push_back({x, part(0.1), part(0.25), part(0.5), part(0.75), part(0.9)});
  }
  return points;
}

}  // namespace sotto
