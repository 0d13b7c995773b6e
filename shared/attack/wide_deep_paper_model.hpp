// The paper's Eve, wider or deeper than she is.
#pragma once

#include "shared/attack/attacker_models.hpp"

namespace sotto {

/// By how much she is larger; as she is in the paper: 1 and 0.
struct PaperScale {
  /// So many times the channels: the fully connected layer gives as many rows of 2N, the
  /// convolutions have as many times the filters.
  std::int64_t width = 1;
  /// So many further fully connected layers, 2N to 2N in each row, before the convolutions.
  std::int64_t depth = 0;
};

/// The mix-and-transform network of shared/nn/network in plain LibTorch, at that scale, by Adam on
/// the error in bits. F = T = N.
class ScaledPaperModel : public Model {
 public:
  /// First weights as a network's: uniform in ±gain·sqrt(6 / (fan_in + fan_out)) with gain 2, of
  /// the further layers 4, of layer i from block (init_attacker, number + i) of the stream; biases
  /// zero.
  ScaledPaperModel(const PaperScale& scale, std::int64_t bits, const NumberStream& stream,
                   std::int64_t number);
  void learn(const torch::Tensor& features, const torch::Tensor& targets, double progress) override;
  torch::Tensor guess(const torch::Tensor& features) override;

 private:
  torch::Tensor run(const torch::Tensor& features) const;

  PaperScale scale_;
  std::vector<torch::Tensor> weights_;  ///< fully connected, then the four convolutions
  std::vector<torch::Tensor> biases_;
  std::unique_ptr<torch::optim::Adam> adam_;
};

}  // namespace sotto
