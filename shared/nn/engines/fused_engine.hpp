// The network in one blocked pass over the minibatch (shared/learn/engine), on the parameters that
// LibTorch's optimiser and archives see.
#pragma once

#include "shared/nn/engine.hpp"
#include "shared/nn/fused_kernels/fused_network.hpp"

namespace sotto {

class FusedEngine : public Engine {
 public:
  explicit FusedEngine(Network network);

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
  Network network_;
  fused::FusedNetwork engine_;
  // The inputs of the last forward_keeping(): backward() goes through the network once more.
  torch::Tensor kept_message_;
  torch::Tensor kept_key_;
};

}  // namespace sotto
