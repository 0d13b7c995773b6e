// The network as plain LibTorch modules and autograd: what every faster engine is measured against.
#pragma once

#include "shared/nn/engine.hpp"

namespace sotto {

class ReferenceEngine : public Engine {
 public:
  explicit ReferenceEngine(Network network) : network_(std::move(network)) {}

  void forward(const torch::Tensor& message, const torch::Tensor& key, torch::Tensor& out) override;
  void forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                       torch::Tensor& out) override;
  void backward(const torch::Tensor& d_out) override;
  Measured train(const torch::Tensor& message, const torch::Tensor& key,
                 const torch::Tensor& target, double scale, torch::Tensor* d_message) override;
  Measured listen(const torch::Tensor& message, const torch::Tensor& target, EveTerm term,
                  torch::Tensor& d_message) override;
  Measured evaluate(const torch::Tensor& message, const torch::Tensor& key,
                    const torch::Tensor& target) override;

 private:
  torch::Tensor run(const torch::Tensor& message, const torch::Tensor& key);

  Network network_;
  torch::Tensor kept_;  ///< output with its graph
};

}  // namespace sotto
