// What an attacker learns with: features in, guesses at bits out.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "shared/crypto/number_stream.hpp"
#include "shared/nn/fused_kernels/perceptron.hpp"
#include "shared/nn/torch.hpp"

namespace sotto {

/// Features are float32 [B, F], targets [B, T] of -1 and +1.
class Model {
 public:
  virtual ~Model() = default;
  /// One minibatch; `progress` from 0 to 1 says how far through its budget it is.
  virtual void learn(const torch::Tensor& features, const torch::Tensor& targets,
                     double progress) = 0;
  /// After the last minibatch and before the first guess.
  virtual void finish() {}
  /// [B, T]: the sign is the guess.
  virtual torch::Tensor guess(const torch::Tensor& features) = 0;
};

/// Ordinary least squares in closed form, in double precision: sums of products are all it keeps.
class LinearModel : public Model {
 public:
  void learn(const torch::Tensor& features, const torch::Tensor& targets, double) override;
  void finish() override;
  torch::Tensor guess(const torch::Tensor& features) override;

 private:
  torch::Tensor squares_;   ///< [F+1, F+1]
  torch::Tensor products_;  ///< [F+1, T]
  torch::Tensor weights_;   ///< [F+1, T]
};

/// A model that is made at the end, from the first so many examples.
class RememberingModel : public Model {
 public:
  explicit RememberingModel(std::int64_t most) : most_(most) {}
  void learn(const torch::Tensor& features, const torch::Tensor& targets, double) override;

 protected:
  /// Everything remembered, and nothing is any more: [B, F] and [B, T].
  std::pair<torch::Tensor, torch::Tensor> take_remembered();

 private:
  std::int64_t most_;  ///< examples
  std::int64_t examples_ = 0;
  std::vector<torch::Tensor> features_;
  std::vector<torch::Tensor> targets_;
};

/// Logistic regression of each target on its own, by Newton's method with a small ridge, on the
/// first `kMost` examples.
class LogisticModel : public RememberingModel {
 public:
  static constexpr std::int64_t kMost = 32'768;
  LogisticModel() : RememberingModel(kMost) {}
  void finish() override;
  torch::Tensor guess(const torch::Tensor& features) override;

 private:
  torch::Tensor weights_;  ///< [F+1, T]
};

/// Majority of the nearest neighbours (Euclidean) among the first `kMost` examples.
class NeighbourModel : public RememberingModel {
 public:
  static constexpr std::int64_t kMost = 4'096;
  static constexpr std::int64_t kNeighbours = 15;
  NeighbourModel() : RememberingModel(kMost) {}
  void finish() override;
  torch::Tensor guess(const torch::Tensor& features) override;

 private:
  torch::Tensor features_;
  torch::Tensor targets_;
};

/// What a perceptron learns by: the cross entropy of bits, or the mean distance from numbers.
enum class PerceptronLoss { cross_entropy, mean_distance };

/// A perceptron with ReLU, and Adam at 1e-3 with cosine decay.
class PerceptronModel : public Model {
 public:
  /// First weights uniform in ±sqrt(6 / fan_in) (He et al. 2015), of layer i from block
  /// (init_attacker, number + i) of the stream; biases zero.
  PerceptronModel(const std::vector<std::int64_t>& widths, const NumberStream& stream,
                  std::int64_t number, PerceptronLoss loss = PerceptronLoss::cross_entropy);
  void learn(const torch::Tensor& features, const torch::Tensor& targets, double) override;
  torch::Tensor guess(const torch::Tensor& features) override;

  static constexpr double kRate = 1e-3;

 private:
  void differentiate(const torch::Tensor& features, const torch::Tensor& targets);

  std::int64_t outputs_;
  PerceptronLoss loss_;
  fused::FusedPerceptron network_;
  torch::Tensor theta_;  ///< all parameters, flat
  torch::optim::Adam adam_;
};

/// The paper's Eve: the mix-and-transform network, trained as she is. F = T = N.
std::unique_ptr<Model> paper_model(std::int64_t bits, const NumberStream& stream,
                                   std::int64_t number);

}  // namespace sotto
