// The mix-and-transform network (Abadi & Andersen 2016, section 2.4), one and the same for Alice,
// Bob and Eve.
//
// Fully connected in -> 2N, then 1-D convolutions [window, in, out] [4,1,2] [2,2,4] [1,4,4] [1,4,1]
// with strides 1, 2, 1, 1; sigmoid after every layer but the last, tanh after the last.
#pragma once

#include "shared/nn/network.hpp"

namespace sotto {

class MixTransform : public NetworkImpl {
 public:
  MixTransform(std::int64_t bits, bool keyed);

  torch::Tensor forward(const torch::Tensor& input) override;
  /// Weights uniform in ±gain·sqrt(6 / (fan_in + fan_out)) (Glorot & Bengio 2010); biases zero.
  void initialise(const NumberStream& stream, Purpose purpose, double gain,
                  std::int64_t number = 0) override;

  torch::nn::Linear fc{nullptr};
  torch::nn::Conv1d conv1{nullptr};
  torch::nn::Conv1d conv2{nullptr};
  torch::nn::Conv1d conv3{nullptr};
  torch::nn::Conv1d conv4{nullptr};
};

}  // namespace sotto
