// The product network in one blocked pass over the minibatch.
#pragma once

#include "shared/nn/engines/kernel_engine.hpp"
#include "shared/nn/fused_kernels/product_network.hpp"

namespace sotto {

class FusedProductEngine : public KernelEngine<fused::FusedProductNetwork> {
 public:
  explicit FusedProductEngine(Network network);

  /// In one pass for MeanError and CrossEntropy; by the outputs and autograd for any other
  /// objective.
  Measured train(const torch::Tensor& message, const torch::Tensor& key,
                 const torch::Tensor& target, const Objective& objective,
                 const Gradients& gradients) override;
};

}  // namespace sotto
