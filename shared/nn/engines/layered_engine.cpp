#include "shared/nn/engines/layered_engine.hpp"

namespace sotto {
namespace {

/// Message and key side by side, row-major.
torch::Tensor input(const torch::Tensor& message, const torch::Tensor& key) {
  return key.defined() ? torch::cat({message, key}, 1) : message.contiguous();
}

}  // namespace

void LayeredEngine::forward(const torch::Tensor& message, const torch::Tensor& key,
                            torch::Tensor& out) {
  out.copy_(layers(input(message, key)).back());
}

void LayeredEngine::forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                                    torch::Tensor& out) {
  kept_ = layers(input(message, key));
  out.copy_(kept_.back());
}

void LayeredEngine::backward(const torch::Tensor& d_out, const Gradients& gradients) {
  backward(kept_, d_out, gradients);
}

void LayeredEngine::backward(const Activations& activations, const torch::Tensor& d_out,
                             const Gradients& gradients) {
  torch::Tensor d_input;
  if (gradients.message != nullptr) d_input = torch::empty_like(activations.front());
  layers_back(activations, d_out.contiguous(),
              gradients.weights ? network_->flat().grad().data_ptr<float>() : nullptr,
              d_input.defined() ? d_input.data_ptr<float>() : nullptr);
  // The message comes before the key.
  if (d_input.defined())
    gradients.message->copy_(d_input.narrow(1, 0, network_->shape().message_numbers()));
}

Measured LayeredEngine::train(const torch::Tensor& message, const torch::Tensor& key,
                              const torch::Tensor& target, const Objective& objective,
                              const Gradients& gradients) {
  const auto activations = layers(input(message, key));
  const auto& output = activations.back();
  const auto differentiable = output.detach().requires_grad_(true);
  const auto d_out =
      torch::autograd::grad({objective.loss(differentiable, target)}, {differentiable})[0];
  backward(activations, d_out, gradients);
  return measure(output, target);
}

Measured LayeredEngine::evaluate(const torch::Tensor& message, const torch::Tensor& key,
                                 const torch::Tensor& target) {
  return measure(layers(input(message, key)).back(), target);
}

}  // namespace sotto
