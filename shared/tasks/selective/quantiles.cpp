#include "shared/tasks/selective/quantiles.hpp"

#include <algorithm>
#include <cmath>

namespace sotto {

Quantiles::Quantiles(std::vector<double> training) {
  std::ranges::sort(training);
  const auto n = static_cast<double>(training.size());
  for (std::size_t i = 0; i < training.size();) {
    auto next = i;
    while (next < training.size() && training[next] == training[i]) ++next;
    numbers_.push_back(training[i]);
    // i are less, next - i are equal: r = i + (next - i) / 2.
    quantiles_.push_back(static_cast<double>(i + next) / n - 1);
    i = next;
  }
}

double Quantiles::of(double x) const {
  const auto above = std::ranges::lower_bound(numbers_, x);
  if (above == numbers_.end()) return quantiles_.back();
  const auto i = static_cast<std::size_t>(above - numbers_.begin());
  if (i == 0 || *above == x) return quantiles_[i];
  const auto low = numbers_[i - 1];
  const auto width = *above - low;
  // Two finite numbers may be further apart than the greatest one.
  const auto part =
      std::isfinite(width) ? (x - low) / width : (x / 2 - low / 2) / (*above / 2 - low / 2);
  return std::lerp(quantiles_[i - 1], quantiles_[i], part);
}

}  // namespace sotto
