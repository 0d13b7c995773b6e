// A network whose hidden units are products of two linear forms:
// tanh(O tanh((A z + a) * (B z + b)) + o), with * element by element and z the input.
//
// A product of a message bit and a key bit, which is what a pad is made of, is one unit; layers
// that only add must build it from several.
#pragma once

#include "shared/nn/network.hpp"

namespace sotto {

class ProductNetwork : public NetworkImpl {
 public:
  /// `shape.units` U must be positive, and `shape.blocks` a divisor of the numbers of message, key
  /// and outputs.
  explicit ProductNetwork(const NetworkShape& shape);

  torch::Tensor forward(const torch::Tensor& input) override;
  /// Weights and biases of both layers uniform in ±1/sqrt(inputs of the layer), those of the
  /// factors times `gain`.
  void initialise(const NumberStream& stream, Purpose purpose, double gain,
                  std::int64_t number = 0) override;
  bool shares_weights() const override { return false; }
  /// Of each marked output its row of the last layer, and both factors of every unit whose greatest
  /// weight in the last layer, by magnitude, is that output's.
  torch::Tensor weights_of(const std::vector<bool>& outputs) const override;

  torch::nn::Linear factors{nullptr};  ///< in -> 2U: A z + a, then B z + b; both of one block
  torch::nn::Linear out{nullptr};      ///< U -> N

 private:
  torch::Tensor by_blocks(const torch::Tensor& input) const;
};

}  // namespace sotto
