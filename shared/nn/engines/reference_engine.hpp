// The network as plain LibTorch modules and autograd: what every faster engine is measured against.
#pragma once

#include "shared/nn/engine.hpp"

namespace sotto {

class ReferenceEngine : public Engine {
 public:
  explicit ReferenceEngine(Network network) : network_(std::move(network)) {}

  using Engine::backward;
  void forward(const torch::Tensor& message, const torch::Tensor& key, torch::Tensor& out) override;
  void forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                       torch::Tensor& out) override;
  void backward(const torch::Tensor& d_out, const Gradients& gradients) override;
  Measured train(const torch::Tensor& message, const torch::Tensor& key,
                 const torch::Tensor& target, const Objective& objective,
                 const Gradients& gradients) override;
  Measured evaluate(const torch::Tensor& message, const torch::Tensor& key,
                    const torch::Tensor& target) override;

 private:
  torch::Tensor run(const torch::Tensor& message, const torch::Tensor& key);
  void differentiate(const torch::Tensor& output, const torch::Tensor& d_out,
                     const torch::Tensor& heard, const Gradients& gradients);

  Network network_;
  torch::Tensor kept_message_;  ///< a leaf of the graph below
  torch::Tensor kept_;          ///< output with its graph
};

}  // namespace sotto
