// Who reads ciphertexts without the key.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/attack/leak.hpp"
#include "shared/attack/sample.hpp"

namespace sotto {

/// How much an attacker may train, and how well it is judged. Minibatches are of kAttackMinibatch
/// examples.
struct Budget {
  std::string_view name;
  std::int64_t minibatches;          ///< for a perceptron on the plain values; others take a part
  std::int64_t held_out;             ///< examples
  std::chrono::seconds attackers_s;  ///< for one attacker: what takes longer is cut short, and told
};
inline constexpr std::int64_t kAttackMinibatch = 512;
inline constexpr std::array<Budget, 3> kBudgets{{
    {"quick", 600, 51'200, std::chrono::seconds(30)},
    {"default", 6'000, 204'800, std::chrono::seconds(90)},
    {"thorough", 60'000, 512'000, std::chrono::seconds(900)},
}};
const Budget* find_budget(std::string_view name);

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

/// An attacker's name, and what it is in a sentence.
struct AttackerKind {
  std::string_view name;
  std::string_view about;
};

/// The names that make_attacker() takes as they are. Besides, a perceptron may be named by its
/// widths: "mlp256x256", "amplitudes384x384x384".
std::span<const AttackerKind> attacker_kinds();

/// The panel of an audit: nobody in it is granted anything but two chosen plaintexts.
std::vector<std::string> default_panel();

/// Throws std::invalid_argument with a sentence for a name that there is none of. `bits`: N.
std::unique_ptr<Attacker> make_attacker(std::string_view name, std::int64_t bits,
                                        const NumberStream& stream);

/// Who reads the key from ciphertext and plaintext: no attacker, but what certifies one-to-one
/// keys. Its forms are the bits of the key.
std::unique_ptr<Attacker> make_key_reader(std::int64_t bits, const NumberStream& stream);

/// [B, forms]: products of the columns of `bits` [B, N].
torch::Tensor products(const torch::Tensor& bits, std::span<const Form> forms);

}  // namespace sotto
