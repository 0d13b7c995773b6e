// The mix-and-transform network with a fully connected layer before it, behind it, or both: the
// network itself in one blocked pass over the minibatch, the small layers by LibTorch.
#pragma once

#include "shared/nn/engines/layered_engine.hpp"
#include "shared/nn/fused_kernels/fused_network.hpp"
#include "shared/nn/mix_transform.hpp"

namespace sotto {

class FusedDeepMixEngine : public LayeredEngine {
 public:
  explicit FusedDeepMixEngine(std::shared_ptr<MixTransform> network);

 private:
  /// Input, what the convolutions' network takes, what it gives, outputs.
  Activations layers(const torch::Tensor& input) override;
  void layers_back(const Activations& activations, const torch::Tensor& d_out, float* d_weights,
                   float* d_input) override;

  std::shared_ptr<MixTransform> network_;
  fused::FusedNetwork kernels_;
  std::int64_t kernels_at_;  ///< in the flat weights
};

}  // namespace sotto
