// The mix-and-transform network (Abadi & Andersen 2016, section 2.4), one and the same for Alice,
// Bob and Eve.
//
// Fully connected in -> 2N, then 1-D convolutions [window, in, out] [4,1,2] [2,2,4] [1,4,4] [1,4,1]
// with strides 1, 2, 1, 1; sigmoid after every layer but the last, tanh after the last.
//
// Where message or key are not N numbers it has one more fully connected layer before, in -> in,
// as the paper has where it is learned what to protect (section 3). Where the outputs are not half
// as many as the units before the convolutions, one behind, N -> outputs: chosen here, for a Bob
// who has one number to tell.
#pragma once

#include "shared/nn/network.hpp"

namespace sotto {

class MixTransform : public NetworkImpl {
 public:
  /// `shape.units` must be even, at least 8.
  explicit MixTransform(const NetworkShape& shape);

  torch::Tensor forward(const torch::Tensor& input) override;
  /// Weights uniform in ±gain·sqrt(6 / (fan_in + fan_out)) (Glorot & Bengio 2010); biases zero.
  void initialise(const NumberStream& stream, Purpose purpose, double gain,
                  std::int64_t number = 0) override;

  /// N of the convolutions.
  std::int64_t positions() const { return fc->options.out_features() / 2; }

  torch::nn::Linear before{nullptr};  ///< empty where there is none
  torch::nn::Linear fc{nullptr};
  torch::nn::Conv1d conv1{nullptr};
  torch::nn::Conv1d conv2{nullptr};
  torch::nn::Conv1d conv3{nullptr};
  torch::nn::Conv1d conv4{nullptr};
  torch::nn::Linear behind{nullptr};  ///< empty where there is none
};

}  // namespace sotto
