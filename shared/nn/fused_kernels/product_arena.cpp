#include "shared/nn/fused_kernels/product_arena.hpp"

namespace sotto::fused {

ProductArena::ProductArena(ProductShape shape)
    : row_length(round_up(shape.inputs(), kMaxLanes)),
      out_row_length(round_up(shape.bits, kMaxLanes)),
      unit_row_length(round_up(shape.units, kMaxLanes)),
      sums_length(2 * shape.units * (row_length + kMaxLanes) +
                  shape.bits * (unit_row_length + kMaxLanes)) {
  const Part parts[] = {
      {&rows, kBlock * row_length},
      {&out_rows, kBlock * out_row_length},
      {&columns, row_length * kBlock},
      {&target, out_row_length * kBlock},
      {&factors, 2 * shape.units * kBlock},
      {&units, unit_row_length * kBlock},
      {&unit_rows, kBlock * unit_row_length},
      {&output, out_row_length * kBlock},
      {&d_columns, round_up(shape.numbers_of_a(), kMaxLanes) * kBlock},
      {&factors_sums, 2 * shape.units * row_length},
      {&factors_bias_sums, 2 * shape.units * kMaxLanes},
      {&out_sums, shape.bits * unit_row_length},
      {&out_bias_sums, shape.bits * kMaxLanes},
  };
  floats_ = allocate(parts);
}

}  // namespace sotto::fused
