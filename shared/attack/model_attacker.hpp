// An attacker that learns a model: of what it sees, what it is asked.
#pragma once

#include <memory>
#include <vector>

#include "shared/attack/attacker.hpp"
#include "shared/attack/attacker_models.hpp"
#include "shared/attack/wide_deep_paper_model.hpp"

namespace sotto {

enum class ModelKind { linear, logistic, neighbour, paper, wide_deep_paper, perceptron };

/// What the model sees of a ciphertext.
enum class View {
  values,                   ///< its numbers
  amplitudes,               ///< (|C| - mean) / deviation, number by number
  signs,                    ///< -1 or +1
  values_and_products,      ///< its numbers, and each product of two of them
  products_with_plaintext,  ///< signs, plaintext, and each sign times each plaintext bit
};

/// What it is asked.
enum class Question {
  bits,    ///< each bit of the plaintext
  pairs,   ///< each product of two of them
  key,     ///< each bit of the key
  choice,  ///< which of two chosen plaintexts it was
};

struct ModelAttackerSpec {
  ModelKind model = ModelKind::perceptron;
  View view = View::values;
  Question question = Question::bits;
  Grant grant = {};
  std::vector<std::int64_t> widths = {};  ///< a perceptron's hidden layers
  PaperScale scale = {};                  ///< of a wide_deep_paper
  double share = 1;                       ///< of the budget's minibatches
};

class ModelAttacker : public Attacker {
 public:
  ModelAttacker(ModelAttackerSpec spec, std::int64_t bits, const NumberStream& stream);

  Grant grant() const override { return spec_.grant; }
  std::string reads() const override;
  std::int64_t minibatches(const Budget& budget) const override;
  std::int64_t held_out(const Budget& budget) const override;
  void learn(const Sample& sample, double progress) override;
  bool guesses_while_learning() const override;
  void finish() override;
  std::vector<Form> forms() const override { return forms_; }
  torch::Tensor truth(const Sample& sample) const override;
  torch::Tensor guess(const Sample& sample) override;

 private:
  torch::Tensor features(const Sample& sample) const;
  void start(std::int64_t features);
  void calibrate();

  ModelAttackerSpec spec_;
  std::int64_t bits_;
  NumberStream stream_;
  std::vector<Form> forms_;
  std::unique_ptr<Model> model_;
  /// Samples from which mean and deviation of the amplitudes are taken, until there are enough.
  std::vector<Sample> first_;
  torch::Tensor mean_;       ///< [N]
  torch::Tensor deviation_;  ///< [N]
};

}  // namespace sotto
