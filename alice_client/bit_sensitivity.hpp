// How much a ciphertext changes with each single bit that it was made from.
#pragma once

#include <functional>
#include <string>

#include "shared/nn/torch.hpp"

namespace sotto {

/// What is sent for plaintexts under keys, all float32 [B, N], into the last.
using Encrypt = std::function<void(const torch::Tensor& plaintext, const torch::Tensor& key,
                                   torch::Tensor& ciphertext)>;

/// Examples of a minibatch that a sensitivity is measured on: 2N forward passes of so many.
inline constexpr std::int64_t kSensitivityExamples = 16;

/// Mean |dC| over the first kSensitivityExamples (or as many as there are) when one bit of the
/// plaintext or the key is the other way round. `plaintext`, `key` and their `ciphertext` are
/// float32 [B, N]. A row of N bytes for each of the 2N bits, the plaintext's first, as
/// protocol::Metrics has them: 0 is no change, 255 a number that goes from -1 to 1.
std::string bit_sensitivity(const torch::Tensor& plaintext, const torch::Tensor& key,
                            const torch::Tensor& ciphertext, const Encrypt& encrypt);

}  // namespace sotto
