// An engine over one of the fused kernels (shared/nn/fused_kernels), on the parameters that
// LibTorch's optimiser and archives see: between tensors and the kernels' pointers.
#pragma once

#include <utility>

#include "shared/nn/engine.hpp"
#include "shared/nn/fused_kernels/fused_loss.hpp"
#include "shared/nn/fused_kernels/minibatch.hpp"

namespace sotto {

/// `Kernels` is a network of shared/nn/fused_kernels: FusedNetwork or FusedProductNetwork.
template <typename Kernels>
class KernelEngine : public Engine {
 public:
  using Engine::backward;

  void forward(const torch::Tensor& message, const torch::Tensor& key,
               torch::Tensor& out) override {
    kernels_.forward(weights(), inputs(message, key), out.data_ptr<float>());
  }

  void forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                       torch::Tensor& out) override {
    kept_message_ = message;
    kept_key_ = key;
    forward(message, key, out);
  }

  void backward(const torch::Tensor& d_out, const Gradients& gradients) override {
    backward(kept_message_, kept_key_, d_out, gradients);
  }

  Measured evaluate(const torch::Tensor& message, const torch::Tensor& key,
                    const torch::Tensor& target) override {
    return measured(kernels_.evaluate(weights(), inputs(message, key), target.data_ptr<float>()),
                    message.size(0));
  }

 protected:
  KernelEngine(Network network, Kernels kernels)
      : network_(std::move(network)), kernels_(std::move(kernels)) {}

  const NetworkImpl& network() const { return *network_; }

  /// In one pass, for an objective that the kernels know.
  template <typename KernelObjective>
  fused::Loss train_known(const torch::Tensor& message, const torch::Tensor& key,
                          const torch::Tensor& target, const KernelObjective& objective,
                          const Gradients& gradients) {
    return kernels_.train(weights(), inputs(message, key), target.data_ptr<float>(), objective,
                          destinations(gradients));
  }

  /// By the outputs, and by autograd the objective's gradient with respect to them.
  Measured train_other(const torch::Tensor& message, const torch::Tensor& key,
                       const torch::Tensor& target, const Objective& objective,
                       const Gradients& gradients) {
    auto output = torch::empty({message.size(0), network_->bits()});
    forward(message, key, output);
    const auto differentiable = output.detach().requires_grad_(true);
    const auto d_out =
        torch::autograd::grad({objective.loss(differentiable, target)}, {differentiable})[0];
    backward(message, key, d_out.contiguous(), gradients);
    return measure(output, target);
  }

  Measured measured(const fused::Loss& loss, std::int64_t examples) const {
    return {loss.error_bits * static_cast<double>(network_->shape().blocks),
            static_cast<double>(loss.hard_errors) / static_cast<double>(examples)};
  }

 private:
  const float* weights() const { return network_->flat().template data_ptr<float>(); }

  /// Rows of several blocks are as many rows of one: the kernels know of no blocks.
  fused::Inputs inputs(const torch::Tensor& message, const torch::Tensor& key) const {
    TORCH_INTERNAL_ASSERT(message.is_contiguous() && (!key.defined() || key.is_contiguous()));
    return {.a = message.data_ptr<float>(),
            .b = key.defined() ? key.data_ptr<float>() : nullptr,
            .size = static_cast<std::size_t>(message.size(0) * network_->shape().blocks)};
  }

  fused::Gradients destinations(const Gradients& gradients) const {
    return {
        .theta = gradients.weights ? network_->flat().grad().template data_ptr<float>() : nullptr,
        .a = gradients.message != nullptr ? gradients.message->data_ptr<float>() : nullptr};
  }

  void backward(const torch::Tensor& message, const torch::Tensor& key, const torch::Tensor& d_out,
                const Gradients& gradients) {
    kernels_.backward(weights(), inputs(message, key), d_out.data_ptr<float>(),
                      destinations(gradients));
  }

  Network network_;
  Kernels kernels_;
  // The inputs of the last forward_keeping(): backward() goes through the network once more.
  torch::Tensor kept_message_;
  torch::Tensor kept_key_;
};

}  // namespace sotto
