#pragma once

#include "shared/nn/fused_kernels/perceptron.hpp"

namespace sotto::fused {

/// One pass of a perceptron over a minibatch, as the code of each instruction set gets it: with
/// `out` it stores the outputs there; it goes back from the outputs' cross entropy with `targets`,
/// or from a gradient `d_out`, to `d_theta`, `d_inputs` or both.
struct PerceptronPass {
  const PerceptronShape& shape;
  const PerceptronLayout& layout;
  const float* theta;
  const float* inputs;  ///< [size, inputs]
  std::size_t size;

  float* out = nullptr;
  const float* targets = nullptr;
  const float* d_out = nullptr;  ///< [size, outputs]
  float* d_theta = nullptr;
  float* d_inputs = nullptr;  ///< [size, inputs]
};

/// Runs it with the best instruction set there is.
void run(const PerceptronPass& pass, const PerceptronArena& arena);

}  // namespace sotto::fused
