#pragma once

#include "shared/nn/fused_kernels/product_arena.hpp"

namespace sotto::fused {

/// One pass of a product network over a minibatch, as the code of each instruction set gets it.
/// Null pointers skip what they stand for. Exactly one of out, bits, d_out says what the pass is
/// for.
struct ProductPass {
  ProductShape shape;
  const float* theta = nullptr;
  Inputs inputs;

  float* out = nullptr;             ///< store the outputs here
  const float* bits = nullptr;      ///< or compare them with these
  const float* d_out = nullptr;     ///< or go back from these gradients
  ProductObjective objective = {};  ///< with `bits`
  Gradients gradients = {};

  bool goes_back() const { return gradients.theta != nullptr || gradients.a != nullptr; }
};

/// Runs it with the best instruction set there is. The loss is empty without `bits`.
Loss run(const ProductPass& pass, const ProductArena& arena);

}  // namespace sotto::fused
