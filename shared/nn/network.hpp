// The mix-and-transform network (Abadi & Andersen 2016, section 2.4), one and the same for Alice,
// Bob and Eve.
//
// Fully connected in -> 2N, then 1-D convolutions [window, in, out] [4,1,2] [2,2,4] [1,4,4] [1,4,1]
// with strides 1, 2, 1, 1; sigmoid after every layer but the last, tanh after the last. The input
// is plaintext or ciphertext [B, N], with the key [B, N] beside it for Alice and Bob; the output is
// [B, N] in (-1, 1).
#pragma once

#include <torch/torch.h>

#include "shared/crypto/number_stream.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

class NetworkImpl : public torch::nn::Module {
 public:
  /// `keyed`: the input is [B, 2N]. All weights are zero until initialise() or set_parameters().
  NetworkImpl(std::int64_t bits, bool keyed);

  /// input [B, N] or [B, 2N] → [B, N].
  torch::Tensor forward(const torch::Tensor& input);

  /// Weights uniform in ±gain·sqrt(6 / (fan_in + fan_out)) (Glorot & Bengio 2010) from block
  /// (purpose, number) of the stream; biases zero.
  void initialise(const NumberStream& stream, Purpose purpose, double gain,
                  std::int64_t number = 0);

  /// All parameters as one vector, in the order fc.weight, fc.bias, conv1.weight, ... conv4.bias,
  /// each row-major. The modules' parameters are views of it, and its gradient holds theirs, so
  /// that an optimiser and a digest see one tensor.
  const torch::Tensor& flat() const { return flat_; }

  std::int64_t bits() const { return bits_; }
  bool keyed() const { return keyed_; }

  torch::nn::Linear fc{nullptr};
  torch::nn::Conv1d conv1{nullptr};
  torch::nn::Conv1d conv2{nullptr};
  torch::nn::Conv1d conv3{nullptr};
  torch::nn::Conv1d conv4{nullptr};

 private:
  std::int64_t bits_;
  bool keyed_;
  torch::Tensor flat_;
};
TORCH_MODULE(Network);

}  // namespace sotto
