#include "lab/report/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace sotto {
namespace {

/// Of a normal distribution, for 95 %.
constexpr double kDeviations = 1.959964;

}  // namespace

std::optional<Interval> success_rate(std::int64_t successes, std::int64_t runs) {
  if (runs == 0) return std::nullopt;
  const auto n = static_cast<double>(runs);
  const double rate = static_cast<double>(successes) / n;
  const double square = kDeviations * kDeviations;
  const double middle = (rate + square / (2 * n)) / (1 + square / n);
  const double half =
      kDeviations * std::sqrt(rate * (1 - rate) / n + square / (4 * n * n)) / (1 + square / n);
  // At the ends rounding would leave a trace.
  return Interval{rate, successes == 0 ? 0 : middle - half, successes == runs ? 1 : middle + half};
}

std::optional<double> quantile(std::vector<double> values, double share) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

std::optional<double> mean(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::optional<double> explained_share(const std::vector<std::vector<double>>& groups) {
  std::vector<double> all;
  double within = 0;
  std::size_t filled = 0;
  for (const auto& group : groups) {
    const auto middle = mean(group);
    if (middle) ++filled;
    for (const double value : group) within += (value - *middle) * (value - *middle);
    all.insert(all.end(), group.begin(), group.end());
  }
  if (filled < 2 || all.size() <= filled) return std::nullopt;
  const double middle = *mean(all);
  double total = 0;
  for (const double value : all) total += (value - middle) * (value - middle);
  if (total <= 0) return std::nullopt;
  const auto n = static_cast<double>(all.size());
  const double share = 1 - within / total * (n - 1) / (n - static_cast<double>(filled));
  return std::clamp(share, 0.0, 1.0);
}

}  // namespace sotto
