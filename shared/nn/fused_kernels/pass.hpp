#pragma once

#include <cstddef>

#include "shared/nn/fused_kernels/arena.hpp"
#include "shared/nn/fused_kernels/fused_loss.hpp"
#include "shared/nn/fused_kernels/shape.hpp"

namespace sotto::fused {

/// One pass over a minibatch, as the code of each instruction set gets it. Null pointers skip
/// what they stand for. Exactly one of out, bits, d_out says what the pass is for.
struct Pass {
  Shape shape;
  const float* theta = nullptr;
  const float* a = nullptr;
  const float* b = nullptr;
  std::size_t size = 0;

  float* out = nullptr;          ///< store the outputs here
  const float* bits = nullptr;   ///< or compare them with these
  const float* d_out = nullptr;  ///< or go back from these gradients
  Objective objective;           ///< with `bits`
  float* d_theta = nullptr;
  float* d_a = nullptr;

  bool goes_back() const { return d_theta != nullptr || d_a != nullptr; }
};

/// Runs it with the best instruction set there is. The loss is empty without `bits`.
Loss run(const Pass& pass, const Arena& arena);

}  // namespace sotto::fused
