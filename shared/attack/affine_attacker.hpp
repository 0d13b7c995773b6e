// Finds relations over GF(2) between the ciphertext's signs and the message.
#pragma once

#include "shared/attack/attacker.hpp"

namespace sotto {

/// Looks for products of signs of C that always equal a product of plaintext bits, or its opposite:
/// by Gaussian elimination over known messages. So many independent ones say so many bits: for a
/// cipher that is affine over GF(2), sign(C) = A P + B K + c, that is rank(A, B) - rank(B), all
/// there is to be said. Of too few messages to tell a relation from an accident it finds none.
class AffineAttacker : public Attacker {
 public:
  explicit AffineAttacker(std::int64_t bits) : bits_(static_cast<std::size_t>(bits)) {}

  std::string reads() const override { return "products of bits"; }
  std::int64_t minibatches(const Budget& budget) const override;
  void learn(const Sample& sample, double progress) override;
  void finish() override;
  std::vector<Form> forms() const override { return message_forms_; }
  torch::Tensor truth(const Sample& sample) const override;
  torch::Tensor guess(const Sample& sample) override;

 private:
  /// Columns: the signs, the message, and a 1. A bit is set where a number is negative.
  using Row = std::bitset<2 * kMaxFormBits + 1>;

  std::size_t bits_;
  std::vector<Row> rows_;  ///< one for each example, until it is finished
  // Of each relation: the signs' product, the message's, and whether they are opposites.
  std::vector<Form> sign_forms_;
  std::vector<Form> message_forms_;
  std::vector<bool> opposite_;
};

}  // namespace sotto
