// A perceptron with two hidden layers of rectified units: tanh(W3 relu(W2 relu(W1 z + b1) + b2) +
// b3), with z the input.
//
// As a reader it is far stronger than the paper's network: Alice keeps some beside her shadow of
// Eve (alice_client/shadow_panel.hpp).
#pragma once

#include "shared/nn/network.hpp"

namespace sotto {

class Perceptron : public NetworkImpl {
 public:
  /// `shape.units`, the width of either hidden layer, must be positive.
  explicit Perceptron(const NetworkShape& shape);

  torch::Tensor forward(const torch::Tensor& input) override;
  /// What the outputs are made of: input [B, inputs] → [B, units], of the second hidden layer.
  torch::Tensor hidden(const torch::Tensor& input);
  /// Weights uniform in ±gain·sqrt(6 / inputs of the layer) (He et al. 2015); biases zero.
  void initialise(const NumberStream& stream, Purpose purpose, double gain,
                  std::int64_t number = 0) override;

  torch::nn::Linear hidden1{nullptr};
  torch::nn::Linear hidden2{nullptr};
  torch::nn::Linear out{nullptr};
};

}  // namespace sotto
