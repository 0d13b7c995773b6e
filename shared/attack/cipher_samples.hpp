// What an attack is made on, and what the attacker gets to see.
#pragma once

#include "shared/crypto/number_stream.hpp"
#include "shared/nn/torch.hpp"

namespace sotto {

/// A cipher as a black box. Tensors are float32 [B, N]; bits are -1 and +1.
class Cipher {
 public:
  virtual ~Cipher() = default;
  virtual std::int64_t bits() const = 0;  ///< N
  /// What is sent for these plaintexts under these keys, within [-1, 1].
  virtual torch::Tensor encrypt(const torch::Tensor& plaintext, const torch::Tensor& key) = 0;
};

/// What an attacker is granted beside the ciphertexts of random, known plaintexts.
struct Grant {
  /// Every plaintext is one of two that the attacker has chosen: which one is what it guesses.
  bool chosen_pair = false;
  /// So many bits of each key have leaked, from the first on.
  std::int64_t key_bits = 0;
  /// Each key was used before, for a message that the attacker knows.
  bool reused_key = false;
  /// The plaintext of each ciphertext: for the reader of keys that a certificate needs.
  bool plaintext_for_key = false;

  /// Whether it is no more than what anybody on the wire has, or can bring about.
  bool none() const { return key_bits == 0 && !reused_key && !plaintext_for_key; }
};

/// A minibatch. Tensors are float32 [B, N] but for `choice`.
struct Sample {
  torch::Tensor plaintext;
  torch::Tensor key;
  torch::Tensor ciphertext;
  torch::Tensor choice;              ///< [B, 1], -1 or +1, where the plaintexts were chosen
  torch::Tensor earlier_plaintext;   ///< where the keys were used before
  torch::Tensor earlier_ciphertext;  ///< the same
};

/// Minibatches of one cipher, addressed by number: no two numbers share a draw, and the held-out
/// ones are none of those that are learned from.
class Samples {
 public:
  /// Plaintexts, keys and first weights come from `stream`.
  Samples(Cipher& cipher, NumberStream stream, std::int64_t minibatch)
      : cipher_(cipher), stream_(stream), minibatch_(minibatch) {}

  std::int64_t bits() const { return cipher_.bits(); }
  std::int64_t minibatch() const { return minibatch_; }
  const NumberStream& stream() const { return stream_; }

  Sample training(std::int64_t number, const Grant& grant) const {
    return draw(number, Purpose::attack_plaintext, Purpose::attack_key, grant);
  }
  Sample held_out(std::int64_t number, const Grant& grant) const {
    return draw(number, Purpose::held_out_plaintext, Purpose::held_out_key, grant);
  }

 private:
  Sample draw(std::int64_t number, Purpose plaintext, Purpose key, const Grant& grant) const;

  Cipher& cipher_;
  NumberStream stream_;
  std::int64_t minibatch_;
};

}  // namespace sotto
