// I(P; C) of a small cipher, by enumeration of every plaintext and every key.
#pragma once

#include <optional>
#include <vector>

#include "shared/attack/cipher_samples.hpp"

namespace sotto {

/// 2^(2N) pairs: 65,536 for N = 8.
inline constexpr std::int64_t kMostBitsToEnumerate = 8;

/// With plaintexts and keys uniform and independent.
struct ExactLeak {
  int precision;               ///< bits that are sent of each number; 0: all of a float's
  double bits = 0;             ///< I(P; C), 0..N
  double best_bits_wrong = 0;  ///< of the best possible reader of single bits, 0..N/2
};

/// The numbers rounded to 2^precision levels from -1 to 1; with one bit, their signs. Precision 0
/// leaves them as they are.
torch::Tensor rounded(const torch::Tensor& numbers, int precision);

/// Throws std::invalid_argument where N is more than kMostBitsToEnumerate.
ExactLeak exact_leak(Cipher& cipher, int precision);

}  // namespace sotto
