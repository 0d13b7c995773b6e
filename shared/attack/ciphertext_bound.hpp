// What a ciphertext of hard bits can tell at most, by trying every key.
#pragma once

#include <cstdint>
#include <optional>

#include "shared/attack/selective_archives.hpp"

namespace sotto {

/// What the ciphertext adds to the public estimate, for whoever attacks it: I(M; ciphertext |
/// public estimate) <= N - H(ciphertext | M) for N hard bits, with M what Alice sees. The entropy
/// is exact for each message, by trying every key; of messages `tried` are drawn.
struct CiphertextBound {
  std::int64_t tried = 0;
  double mean_bits = 0;     ///< N - H(ciphertext | M), over those messages
  double at_most_bits = 0;  ///< with 95 % confidence, over all (Maurer & Pontil 2009, theorem 4)
};

/// Of those messages, [M, S], at least two; nothing where the ciphertext is no N <= 10 hard bits.
std::optional<CiphertextBound> bound_ciphertext(const SelectiveArchives& archives,
                                                const torch::Tensor& messages);

}  // namespace sotto
