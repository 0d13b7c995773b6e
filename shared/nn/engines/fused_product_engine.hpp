// The product network in one blocked pass over the minibatch (shared/nn/fused_kernels).
#pragma once

#include "shared/nn/engine.hpp"
#include "shared/nn/fused_kernels/product_network.hpp"

namespace sotto {

class FusedProductEngine : public Engine {
 public:
  explicit FusedProductEngine(Network network);

  using Engine::backward;
  void forward(const torch::Tensor& message, const torch::Tensor& key, torch::Tensor& out) override;
  void forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                       torch::Tensor& out) override;
  void backward(const torch::Tensor& d_out, const Gradients& gradients) override;
  /// In one pass for MeanError and CrossEntropy; by the outputs and autograd for any other
  /// objective.
  Measured train(const torch::Tensor& message, const torch::Tensor& key,
                 const torch::Tensor& target, const Objective& objective,
                 const Gradients& gradients) override;
  Measured evaluate(const torch::Tensor& message, const torch::Tensor& key,
                    const torch::Tensor& target) override;

 private:
  const float* weights() const { return network_->flat().data_ptr<float>(); }

  Network network_;
  fused::FusedProductNetwork fused_;
  // The inputs of the last forward_keeping(): backward() goes through the network once more.
  torch::Tensor kept_message_;
  torch::Tensor kept_key_;
};

}  // namespace sotto
