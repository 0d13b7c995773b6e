#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "hwy/aligned_allocator.h"
#include "shared/nn/fused_kernels/shape.hpp"

namespace sotto::fused {

/// Examples in a block: two vectors of AVX-512, so that a block of N = 16 is at home in the nearest
/// cache. (64 measured 2 to 8 % slower.)
inline constexpr std::size_t kBlock = 32;
/// Lanes of the widest vector served; row-major rows are padded to a multiple of it.
inline constexpr std::size_t kMaxLanes = 16;

constexpr std::size_t round_up(std::size_t n, std::size_t step) {
  return (n + step - 1) / step * step;
}

/// Parts of one allocation: where each begins, and its floats.
using Part = std::pair<float**, std::size_t>;

/// Storage for all parts, each on a cache line of its own, all zeros; sets where they begin.
hwy::AlignedFreeUniquePtr<float[]> allocate(std::span<const Part> parts);

/// Scratch for one block of examples, zero at first. A "column" matrix [features][kBlock] has the
/// examples innermost, so that a vector holds one feature of consecutive examples; a "row" matrix
/// [kBlock][padded features] is as the caller has it. Alignment: a cache line.
class Arena {
 public:
  explicit Arena(Shape shape);

  std::size_t row_length;      ///< padded length of a row of inputs
  std::size_t out_row_length;  ///< padded length of a row of outputs, or of a's values

  float* rows;      ///< inputs, row-major: [kBlock][row_length]
  float* out_rows;  ///< anything shaped like the outputs, row-major: [kBlock][out_row_length]
  float* columns;   ///< inputs: [row_length][kBlock]
  float* target;    ///< bits; then gradients of the outputs: [out_row_length][kBlock]

  // Activations. hidden0 has a row of zeros before and two after: the padding of conv1.
  float* hidden0;  ///< [1 + 2N + 2][kBlock]
  float* hidden1;  ///< [4N][kBlock]; see Conv1 for the order of rows
  float* hidden2;  ///< [4N][kBlock]: channel 0..3 of position 0, of position 1, ...
  float* hidden3;  ///< [4N][kBlock]: likewise
  float* output;   ///< [out_row_length][kBlock]

  // Gradients with respect to activations, layer by layer to and fro between the two.
  float* d_even;  ///< [4N, or as many as a has values][kBlock]
  float* d_odd;   ///< [4N][kBlock]

  float* fc_sums;    ///< gradient of fc.weight: [2N][row_length]
  float* lane_sums;  ///< of all other parameters, a sum per lane: [count][kMaxLanes]

 private:
  hwy::AlignedFreeUniquePtr<float[]> floats_;
};

}  // namespace sotto::fused
