// What a ciphertext looks like, before anybody learns to read it.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <vector>

#include "shared/attack/exact_leak.hpp"
#include "shared/attack/leak_bounds.hpp"
#include "shared/base/json_fields.hpp"

namespace sotto {

/// Reads ciphertexts with the key: [B, N] and [B, N] to [B, N].
using Decrypt = std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)>;

/// Of one number of the ciphertext.
struct NumberFigures {
  double mean = 0;
  double deviation = 0;
  double saturated = 0;  ///< share of |C| > 0.9
};

struct CiphertextFigures {
  std::vector<NumberFigures> numbers;  ///< N
  /// The greatest |correlation| of a number with a bit of the plaintext, of the key.
  double plaintext_correlation = 0;
  double key_correlation = 0;
  /// Numbers whose sign turns when one bit of the plaintext, of the key is turned: mean, 0..N.
  double plaintext_avalanche = 0;
  double key_avalanche = 0;
  /// The same as a change of the numbers: mean |difference| summed over the N, 0..2N.
  double plaintext_change = 0;
  double key_change = 0;
};

/// From `minibatches` held-out minibatches.
CiphertextFigures measure_ciphertext(Cipher& cipher, const Samples& samples,
                                     std::int64_t minibatches);

/// Ciphertexts sent with so many bits of each number.
struct PrecisionFigures {
  int precision = 0;  ///< 0: whole floats
  std::optional<double> bob_bits_wrong;
  double linear_bits_wrong = 0;  ///< of a linear reader without the key
};
inline constexpr std::array<int, 6> kPrecisions{0, 16, 8, 4, 2, 1};

/// A cipher whose numbers are rounded before they are sent.
class RoundedCipher : public Cipher {
 public:
  RoundedCipher(Cipher& cipher, int precision) : cipher_(cipher), precision_(precision) {}
  std::int64_t bits() const override { return cipher_.bits(); }
  torch::Tensor encrypt(const torch::Tensor& plaintext, const torch::Tensor& key) override {
    return rounded(cipher_.encrypt(plaintext, key), precision_).contiguous();
  }

 private:
  Cipher& cipher_;
  int precision_;
};

/// `bob`: empty where there is none.
std::vector<PrecisionFigures> measure_precision(Cipher& cipher, const Samples& samples,
                                                const Decrypt& bob);

/// Bob's hard bit errors, 0..N.
double bits_wrong_of(const Decrypt& bob, const Samples& samples, std::int64_t minibatches);

Json json_of(const CiphertextFigures& figures);
Json json_of(const std::vector<PrecisionFigures>& figures);

}  // namespace sotto
