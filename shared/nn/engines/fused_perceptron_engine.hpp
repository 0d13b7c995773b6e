// A perceptron's dense layers in one blocked pass over the minibatch; what is behind them, the tanh
// and the objective, by LibTorch.
#pragma once

#include "shared/nn/engines/layered_engine.hpp"
#include "shared/nn/fused_kernels/perceptron.hpp"

namespace sotto {

class FusedPerceptronEngine : public LayeredEngine {
 public:
  explicit FusedPerceptronEngine(Network network);

 private:
  Activations layers(const torch::Tensor& input) override;
  void layers_back(const Activations& activations, const torch::Tensor& d_out, float* d_weights,
                   float* d_input) override;

  fused::FusedPerceptron kernels_;
};

}  // namespace sotto
