// An engine over kernels that know dense layers or convolutions but neither message and key nor an
// objective: those are LibTorch's.
#pragma once

#include <vector>

#include "shared/nn/engine.hpp"

namespace sotto {

class LayeredEngine : public Engine {
 public:
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

 protected:
  /// From the input [B, inputs] to the outputs [B, N], and between them what layers_back() needs.
  using Activations = std::vector<torch::Tensor>;

  explicit LayeredEngine(Network network) : network_(std::move(network)) {}

  virtual Activations layers(const torch::Tensor& input) = 0;
  /// Gradients of sum(d_out * outputs): the weights' into `d_weights`, the input's into `d_input`,
  /// both overwritten; null where not wanted.
  virtual void layers_back(const Activations& activations, const torch::Tensor& d_out,
                           float* d_weights, float* d_input) = 0;

  const NetworkImpl& network() const { return *network_; }
  const float* weights() const { return network_->flat().data_ptr<float>(); }

 private:
  void backward(const Activations& activations, const torch::Tensor& d_out,
                const Gradients& gradients);

  Network network_;
  Activations kept_;  ///< of the last forward_keeping()
};

}  // namespace sotto
