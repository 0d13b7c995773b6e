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

  /// One of each of the kinds; its first weights are block (init_shadows, its place) of the stream.
  ShadowPanel(const std::vector<ShadowKind>& kinds, std::int64_t bits, const NumberStream& stream,
              EngineKind engine);

  /// Each takes one step towards what it is to tell of `plaintext` from `ciphertext`, both [B, N].
  void learn(const torch::Tensor& ciphertext, const torch::Tensor& plaintext, double rate);

  /// What Alice minimises of each of them.
  struct Terms {
    AtChance at_chance;
    double weight = 0;            ///< of at_chance
    double feature_matching = 0;  ///< of feature_matching(), beside it
  };
  /// Adds to `d_ciphertext` [B, N] the gradient of the sum of all terms.
  void add_gradient(const torch::Tensor& ciphertext, const torch::Tensor& plaintext,
                    const Terms& terms, torch::Tensor& d_ciphertext);

  /// The one at place `number` mod their count begins anew, from block (init_shadows, count +
  /// number): number 0, 1, 2 ... are all of them in turn.
  void reset(std::int64_t number);

  /// In the order of the kinds. They stay where they are.
  std::vector<Learner*> learners();

 private:
  struct Shadow {
    ShadowKind kind;
    Learner learner;
  };

  NumberStream stream_;
  std::deque<Shadow> shadows_;
};

}  // namespace sotto
