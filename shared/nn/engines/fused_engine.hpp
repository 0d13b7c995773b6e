// The mix-and-transform network in one blocked pass over the minibatch.
#pragma once

#include "shared/nn/engines/kernel_engine.hpp"
#include "shared/nn/fused_kernels/fused_network.hpp"

namespace sotto {

class FusedEngine : public KernelEngine<fused::FusedNetwork> {
 public:
  explicit FusedEngine(Network network);

  /// In one pass for MeanError and for AtChance of the minibatch or of its examples; by the outputs
  /// and autograd for any other objective.
  Measured train(const torch::Tensor& message, const torch::Tensor& key,
                 const torch::Tensor& target, const Objective& objective,
                 const Gradients& gradients) override;

 private:
  Measured train_at_chance(const torch::Tensor& message, const torch::Tensor& key,
                           const torch::Tensor& target, EveTerm term, const Gradients& gradients);
};

}  // namespace sotto
