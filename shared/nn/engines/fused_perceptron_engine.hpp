// A perceptron's dense layers in one blocked pass over the minibatch; what is behind them, the tanh
// and the objective, by LibTorch.
#pragma once

#include "shared/nn/engine.hpp"
#include "shared/nn/fused_kernels/perceptron.hpp"

namespace sotto {

class FusedPerceptronEngine : public Engine {
 public:
  using Engine::backward;

  explicit FusedPerceptronEngine(Network network);

  void forward(const torch::Tensor& message, const torch::Tensor& key, torch::Tensor& out) override;
  void forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                       torch::Tensor& out) override;
  void backward(const torch::Tensor& d_out, const Gradients& gradients) override;
  Measured train(const torch::Tensor& message, const torch::Tensor& key,
                 const torch::Tensor& target, const Objective& objective,
                 const Gradients& gradients) override;
  Measured evaluate(const torch::Tensor& message, const torch::Tensor& key,
                    const torch::Tensor& target) override;

 private:
  torch::Tensor outputs(const torch::Tensor& input);
  void backward(const torch::Tensor& input, const torch::Tensor& output, const torch::Tensor& d_out,
                const Gradients& gradients);
  const float* weights() const { return network_->flat().data_ptr<float>(); }

  Network network_;
  fused::FusedPerceptron kernels_;
  torch::Tensor kept_input_;   ///< of the last forward_keeping()
  torch::Tensor kept_output_;  ///< of the same
};

}  // namespace sotto
