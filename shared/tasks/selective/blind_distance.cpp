#include "shared/tasks/selective/blind_distance.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sotto {

double blind_distance(std::span<const float> values) {
  std::vector<float> sorted(values.begin(), values.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::ranges::nth_element(sorted, middle);
  double sum = 0;
  for (const double value : values) sum += std::abs(value - *middle);
  return sum / static_cast<double>(values.size());
}

}  // namespace sotto
