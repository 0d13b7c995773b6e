// Who reads ciphertexts without the key.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/attack/cipher_samples.hpp"
#include "shared/attack/leak_bounds.hpp"
#include "shared/tasks/attacker_panel.hpp"
#include "shared/tasks/audit_budget.hpp"

namespace sotto {

class Attacker {
 public:
  virtual ~Attacker() = default;
  virtual Grant grant() const { return {}; }
  /// What it reads, in plain words, e.g. "bits" or "products of two bits".
  virtual std::string reads() const = 0;
  /// Minibatches that it learns from, of a budget.
  virtual std::int64_t minibatches(const Budget& budget) const = 0;
  /// Examples that it is judged on, of a budget.
  virtual std::int64_t held_out(const Budget& budget) const { return budget.held_out; }
  virtual void learn(const Sample& sample, double progress) = 0;
  /// Whether a guess means anything before finish().
  virtual bool guesses_while_learning() const { return false; }
  /// After the last minibatch, before the first guess.
  virtual void finish() {}
  /// What it guesses at: products of plaintext bits. Known after finish().
  virtual std::vector<Form> forms() const = 0;
  /// [B, forms]: those products in this sample.
  virtual torch::Tensor truth(const Sample& sample) const = 0;
  /// [B, forms]: the sign is the guess. Takes nothing of the sample but the ciphertext and what is
  /// granted.
  virtual torch::Tensor guess(const Sample& sample) = 0;
};

/// Throws std::invalid_argument with a sentence for a name that there is none of. `bits`: N.
std::unique_ptr<Attacker> make_attacker(std::string_view name, std::int64_t bits,
                                        const NumberStream& stream);

/// Who reads the key from ciphertext and plaintext: no attacker, but what certifies one-to-one
/// keys. Its forms are the bits of the key.
std::unique_ptr<Attacker> make_key_reader(std::int64_t bits, const NumberStream& stream);

/// [B, forms]: products of the columns of `bits` [B, N].
torch::Tensor products(const torch::Tensor& bits, std::span<const Form> forms);

}  // namespace sotto
