#include "shared/nn/fused_kernels/arena.hpp"

#include <algorithm>

namespace sotto::fused {

hwy::AlignedFreeUniquePtr<float[]> allocate(std::span<const Part> parts) {
  std::size_t total = 0;
  for (const auto& part : parts) total += round_up(part.second, kMaxLanes);
  auto floats = hwy::AllocateAligned<float>(total);
  std::fill_n(floats.get(), total, 0.0F);
  float* next = floats.get();
  for (const auto& [pointer, size] : parts) {
    *pointer = next;
    next += round_up(size, kMaxLanes);
  }
  return floats;
}

Arena::Arena(Shape shape)
    : row_length(round_up(shape.inputs(), kMaxLanes)),
      out_row_length(round_up(std::max(shape.outputs(), shape.a()), kMaxLanes)) {
  const std::size_t n = shape.outputs();
  const Layout at = layout(shape);
  const Part parts[] = {
      {&rows, kBlock * row_length},
      {&out_rows, kBlock * out_row_length},
      {&columns, row_length * kBlock},
      {&target, out_row_length * kBlock},
      {&hidden0, (1 + 2 * n + 2) * kBlock},
      {&hidden1, 4 * n * kBlock},
      {&hidden2, 4 * n * kBlock},
      {&hidden3, 4 * n * kBlock},
      {&output, out_row_length * kBlock},
      {&d_even, std::max(4 * n, out_row_length) * kBlock},
      {&d_odd, 4 * n * kBlock},
      {&fc_sums, shape.units() * row_length},
      {&lane_sums, (at.count - at.fc_bias) * kMaxLanes},
  };
  floats_ = allocate(parts);
}

}  // namespace sotto::fused
