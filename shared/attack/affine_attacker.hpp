// Finds relations over GF(2) between the ciphertext's signs and the message.
#pragma once

#include "shared/attack/attacker.hpp"

namespace sotto {

/// Looks for products of signs of C that always equal a product of plaintext bits, or its opposite:
/// by Gaussian elimination over known messages. So many independent ones say so many bits: for a
/// cipher that is affine over GF(2), sign(C) = A P + B K + c, that is rank(A, B) - rank(B), all
/// there is to be said.
class AffineAttacker : public Attacker {
 public:
  explicit AffineAttacker(std::int64_t bits) : bits_(static_cast<std::size_t>(bits)) {}

  std::string reads() const override { return "products of bits"; }
  std::int64_t minibatches(const Budget&) const override { return 1; }
  void learn(const Sample& sample, double progress) override;
  std::vector<Form> forms() const override { return message_forms_; }
  torch::Tensor truth(const Sample& sample) const override;
  torch::Tensor guess(const Sample& sample) override;

 private:
  std::size_t bits_;
  // Of each relation: the signs' product, the message's, and whether they are opposites.
  std::vector<Form> sign_forms_;
  std::vector<Form> message_forms_;
  std::vector<bool> opposite_;
};

}  // namespace sotto
