// What an attacker learns with: features in, guesses at bits out.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "shared/crypto/number_stream.hpp"

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

/// Logistic regression of each target on its own, by Newton's method with a small ridge, on the
/// first `kMost` examples.
class LogisticModel : public Model {
 public:
  static constexpr std::int64_t kMost = 32'768;
  void learn(const torch::Tensor& features, const torch::Tensor& targets, double) override;
  void finish() override;
  torch::Tensor guess(const torch::Tensor& features) override;

 private:
  std::vector<torch::Tensor> features_;
  std::vector<torch::Tensor> targets_;
  std::int64_t examples_ = 0;
  torch::Tensor weights_;  ///< [F+1, T]
};

/// Majority of the nearest neighbours (Euclidean) among the first `kMost` examples.
class NeighbourModel : public Model {
 public:
  static constexpr std::int64_t kMost = 4'096;
  static constexpr std::int64_t kNeighbours = 15;
  void learn(const torch::Tensor& features, const torch::Tensor& targets, double) override;
  void finish() override;
  torch::Tensor guess(const torch::Tensor& features) override;

 private:
  std::vector<torch::Tensor> features_;
  std::vector<torch::Tensor> targets_;
  std::int64_t examples_ = 0;
  torch::Tensor all_features_;
  torch::Tensor all_targets_;
};

/// A perceptron with ReLU, cross-entropy, and Adam at 1e-3 with cosine decay.
class PerceptronModel : public Model {
 public:
  /// First weights uniform in ±sqrt(6 / fan_in) (He et al. 2015), of layer i from block
  /// (init_attacker, number + i) of the stream; biases zero.
  PerceptronModel(const std::vector<std::int64_t>& widths, const NumberStream& stream,
                  std::int64_t number);
  void learn(const torch::Tensor& features, const torch::Tensor& targets, double) override;
  torch::Tensor guess(const torch::Tensor& features) override;

  static constexpr double kRate = 1e-3;

 private:
  std::vector<torch::Tensor> weights_;  ///< [out, in] of each layer
  std::vector<torch::Tensor> biases_;
  std::unique_ptr<torch::optim::Adam> adam_;
};

/// The paper's Eve: the mix-and-transform network, trained as she is. F = T = N.
std::unique_ptr<Model> paper_model(std::int64_t bits, const NumberStream& stream,
                                   std::int64_t number);

}  // namespace sotto
