// A reader of the key that was trained elsewhere: Bob's, of a sealed session.
#pragma once

#include "shared/attack/attacker.hpp"
#include "shared/attack/ciphertext_tests.hpp"

namespace sotto {

/// What `reads` makes of ciphertext and plaintext, [B, N] each, is taken for the key, [B, N]. It
/// learns nothing more, and is judged on as many examples as a bound of 0.01 bits needs, whatever
/// the budget.
class GivenKeyReader : public Attacker {
 public:
  GivenKeyReader(Decrypt reads, std::int64_t bits) : reads_(std::move(reads)), bits_(bits) {}

  Grant grant() const override { return {.plaintext_for_key = true}; }
  std::string reads() const override { return "the key"; }
  std::int64_t minibatches(const Budget&) const override { return 0; }
  std::int64_t held_out(const Budget& budget) const override;
  void learn(const Sample&, double) override {}
  std::vector<Form> forms() const override;
  torch::Tensor truth(const Sample& sample) const override { return sample.key; }
  torch::Tensor guess(const Sample& sample) override;

 private:
  Decrypt reads_;
  std::int64_t bits_;
};

}  // namespace sotto
