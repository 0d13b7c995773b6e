#pragma once

#include "shared/nn/fused_kernels/arena.hpp"
#include "shared/nn/fused_kernels/product_network.hpp"

namespace sotto::fused {

/// Scratch of a product network for one block of examples; rows and columns as in Arena.
class ProductArena {
 public:
  explicit ProductArena(ProductShape shape);

  std::size_t row_length;       ///< padded length of a row of inputs
  std::size_t out_row_length;   ///< padded length of a row of outputs
  std::size_t unit_row_length;  ///< padded length of a row of units

  float* rows;      ///< inputs, row-major: [kBlock][row_length]
  float* out_rows;  ///< anything shaped like the outputs, row-major: [kBlock][out_row_length]
  float* columns;   ///< inputs: [row_length][kBlock]
  float* target;    ///< bits; then gradients of the outputs: [out_row_length][kBlock]

  float* factors;    ///< A z + a, then B z + b; then their gradients: [2U][kBlock]
  float* units;      ///< tanh of their products: [unit_row_length][kBlock]
  float* unit_rows;  ///< the same, row-major: [kBlock][unit_row_length]
  float* output;     ///< [out_row_length][kBlock]
  float* d_columns;  ///< gradients of inputs a, padded like a row: [numbers of a][kBlock]

  // Gradients of the parameters, summed up over the blocks.
  float* factors_sums;       ///< [2U][row_length]
  float* factors_bias_sums;  ///< a sum per lane: [2U][kMaxLanes]
  float* out_sums;           ///< [N][unit_row_length]
  float* out_bias_sums;      ///< a sum per lane: [N][kMaxLanes]
  std::size_t sums_length;   ///< of the four together, one behind the other

 private:
  hwy::AlignedFreeUniquePtr<float[]> floats_;
};

}  // namespace sotto::fused
