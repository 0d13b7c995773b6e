#include "shared/nn/fused_kernels/perceptron_arena.hpp"

#include <algorithm>

namespace sotto::fused {

PerceptronArena::PerceptronArena(const PerceptronShape& shape)
    : values(shape.size()), sums(shape.size() - 1), sums_length(0) {
  std::vector<Part> parts;
  std::size_t greatest = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    auto& here = values[i];
    here.row_length = round_up(shape[i], kMaxLanes);
    greatest = std::max(greatest, here.row_length);
    parts.push_back({&here.rows, kBlock * here.row_length});
    parts.push_back({&here.columns, here.row_length * kBlock});
  }
  for (float*& gradient : gradients) parts.push_back({&gradient, greatest * kBlock});
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const auto weight = shape[i + 1] * values[i].row_length;
    const auto bias = shape[i + 1] * kMaxLanes;
    parts.push_back({&sums[i].weight, weight});
    parts.push_back({&sums[i].bias, bias});
    sums_length += weight + bias;
  }
  floats_ = allocate(parts);
}

}  // namespace sotto::fused
