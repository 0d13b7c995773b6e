// The simplest reader of ciphertexts: least squares, in closed form, without a key.
#pragma once

#include <optional>

#include "shared/nn/torch.hpp"

namespace sotto {

/// Fits P = W (C, 1) to what it has heard, older minibatches with less weight, so that it follows a
/// cipher that changes. It hears every fourth minibatch that it is offered, and keeps sums of
/// products alone: [2N+1, 2N+1] numbers.
class LinearReader {
 public:
  /// `bits`: N.
  explicit LinearReader(std::int64_t bits);

  /// Of ciphertexts [B, N] that it has not heard, whose plaintexts [B, N] are known: how many of N
  /// bits it guesses wrong in the mean, with what it had learned before; then it learns them, too.
  /// Nothing of a minibatch that it does not hear, nor until it has heard five.
  std::optional<double> judge_and_learn(const torch::Tensor& ciphertext,
                                        const torch::Tensor& plaintext);

 private:
  void fit();

  std::int64_t bits_;
  std::int64_t offered_ = 0;  ///< minibatches
  std::int64_t heard_ = 0;    ///< of those
  torch::Tensor sums_;        ///< [2N+1, 2N+1] of (C, 1, P), double
  torch::Tensor joined_;      ///< [B, 2N+1], scratch
  torch::Tensor weights_;     ///< [N+1, N]
};

}  // namespace sotto
