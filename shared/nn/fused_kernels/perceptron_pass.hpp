#pragma once

#include "shared/nn/fused_kernels/perceptron.hpp"

namespace sotto::fused {

/// One pass of a perceptron over a minibatch, as the code of each instruction set gets it: with
/// `out` it stores the outputs there, with `targets` and `d_theta` it goes back from their cross
/// entropy.
struct PerceptronPass {
  const PerceptronShape& shape;
  const PerceptronLayout& layout;
  const float* theta;
  const float* inputs;  ///< [size, inputs]
  std::size_t size;

  float* out = nullptr;
  const float* targets = nullptr;
  float* d_theta = nullptr;
};

/// Runs it with the best instruction set there is.
void run(const PerceptronPass& pass, const PerceptronArena& arena);

}  // namespace sotto::fused
