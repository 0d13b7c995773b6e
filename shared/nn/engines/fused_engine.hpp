// The network in one blocked pass over the minibatch (shared/nn/fused_kernels), on the parameters
// that LibTorch's optimiser and archives see.
#pragma once

#include "shared/nn/engine.hpp"
#include "shared/nn/fused_kernels/fused_network.hpp"

namespace sotto {

class FusedEngine : public Engine {
 public:
  explicit FusedEngine(Network network);

  using Engine::backward;
  void forward(const torch::Tensor& message, const torch::Tensor& key, torch::Tensor& out) override;
  void forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                       torch::Tensor& out) override;
  void backward(const torch::Tensor& d_out, const Gradients& gradients) override;
  /// In one pass for MeanError and AtChance; by the outputs and autograd for any other objective.
  Measured train(const torch::Tensor& message, const torch::Tensor& key,
                 const torch::Tensor& target, const Objective& objective,
                 const Gradients& gradients) override;
  Measured evaluate(const torch::Tensor& message, const torch::Tensor& key,
                    const torch::Tensor& target) override;

 private:
  Measured train_mean_error(const torch::Tensor& message, const torch::Tensor& key,
                            const torch::Tensor& target, double scale, const Gradients& gradients);
  Measured train_at_chance(const torch::Tensor& message, const torch::Tensor& key,
                           const torch::Tensor& target, EveTerm term, const Gradients& gradients);
  Measured train_other(const torch::Tensor& message, const torch::Tensor& key,
                       const torch::Tensor& target, const Objective& objective,
                       const Gradients& gradients);
  const float* weights() const { return network_->flat().data_ptr<float>(); }

  Network network_;
  fused::FusedNetwork fused_;
  // The inputs of the last forward_keeping(): backward() goes through the network once more.
  torch::Tensor kept_message_;
  torch::Tensor kept_key_;
};

}  // namespace sotto
