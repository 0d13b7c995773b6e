#pragma once

#include <cstddef>

namespace sotto::fused {

/// A minibatch of inputs, row-major as LibTorch has them. Not owned; any alignment.
struct Inputs {
  const float* a = nullptr;  ///< [size, N], or as many values as the shape says
  const float* b = nullptr;  ///< [size, N]; null when the network is not keyed
  std::size_t size = 0;      ///< examples, >= 1
};

/// Where gradients go; both are overwritten, and a null pointer skips the work. Not owned.
struct Gradients {
  float* theta = nullptr;  ///< [parameter_count]
  float* a = nullptr;      ///< with respect to Inputs::a, as many
};

}  // namespace sotto::fused
