// Bits that are still unread when rate and noise have run their course, and what to draw again.
#pragma once

#include <vector>

#include "shared/nn/engine.hpp"
#include "shared/nn/torch.hpp"

namespace sotto {

/// A bit counts as unread where more than this is left open of it, in bits.
inline constexpr double kUnread = 0.2;

/// A minibatch as Bob has it, [B, N] each, and who reads it.
struct Readings {
  torch::Tensor ciphertext;  ///< without noise
  torch::Tensor plaintext;
  torch::Tensor key;
  Engine& bob;
  Engine* key_reader;       ///< null: nobody reads the key
  std::int64_t blocks = 1;  ///< of a minibatch's N, which are learned as one: the same bits of each
                            ///< are stuck
};

/// Each [N].
struct StuckBits {
  std::vector<bool> message;  ///< that Bob does not read
  std::vector<bool> key;      ///< that the key's reader does not read
  std::vector<bool> numbers;  ///< of the ciphertext, to be drawn again: those that are worth least
                              ///< to both readers
};

/// Numbers are marked for the longer of the two lists of bits, one for each of its bits.
StuckBits find_stuck_bits(const Readings& readings);

}  // namespace sotto
