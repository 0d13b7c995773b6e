// Readers that Alice trains beside her shadow of Eve, so that she learns to hide from more than
// one: what the paper's small network does not see, a perceptron does.
#pragma once

#include <deque>
#include <vector>

#include "shared/nn/learner.hpp"

namespace sotto {

class ShadowPanel {
 public:
  /// Perceptrons with two hidden layers of this width.
  static constexpr std::int64_t kUnits = 96;

  /// One for each of the views; its first weights are block (init_shadows, its place) of the
  /// stream.
  ShadowPanel(const std::vector<ShadowView>& views, std::int64_t bits, const NumberStream& stream,
              EngineKind kind);

  /// Each takes one step towards reading `plaintext` from `ciphertext`, both [B, N].
  void learn(const torch::Tensor& ciphertext, const torch::Tensor& plaintext, double rate);

  /// Adds to `d_ciphertext` [B, N] the gradient of `weight` times the sum of the terms that keep
  /// each of them at chance.
  void add_gradient(const torch::Tensor& ciphertext, const torch::Tensor& plaintext,
                    const AtChance& term, double weight, torch::Tensor& d_ciphertext);

  /// In the order of the views. They stay where they are.
  std::vector<Learner*> learners();

 private:
  struct Shadow {
    ShadowView view;
    Learner learner;
  };
  std::deque<Shadow> shadows_;
};

}  // namespace sotto
