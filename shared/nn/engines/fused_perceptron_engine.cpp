#include "shared/nn/engines/fused_perceptron_engine.hpp"

namespace sotto {
namespace {

fused::PerceptronShape widths(const NetworkShape& shape) {
  const auto units = static_cast<std::size_t>(shape.units);
  return {static_cast<std::size_t>(shape.inputs()), units, units,
          static_cast<std::size_t>(shape.bits)};
}

/// Message and key side by side, row-major.
torch::Tensor input(const torch::Tensor& message, const torch::Tensor& key) {
  return key.defined() ? torch::cat({message, key}, 1) : message.contiguous();
}

}  // namespace

FusedPerceptronEngine::FusedPerceptronEngine(Network network)
    : network_(std::move(network)), kernels_(widths(network_->shape())) {}

torch::Tensor FusedPerceptronEngine::outputs(const torch::Tensor& input) {
  auto out = torch::empty({input.size(0), network_->bits()});
  kernels_.forward(weights(), input.data_ptr<float>(), static_cast<std::size_t>(input.size(0)),
                   out.data_ptr<float>());
  return out.tanh_();
}

void FusedPerceptronEngine::forward(const torch::Tensor& message, const torch::Tensor& key,
                                    torch::Tensor& out) {
  out.copy_(outputs(input(message, key)));
}

void FusedPerceptronEngine::forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                                            torch::Tensor& out) {
  kept_input_ = input(message, key);
  kept_output_ = outputs(kept_input_);
  out.copy_(kept_output_);
}

void FusedPerceptronEngine::backward(const torch::Tensor& d_out, const Gradients& gradients) {
  backward(kept_input_, kept_output_, d_out, gradients);
}

void FusedPerceptronEngine::backward(const torch::Tensor& input, const torch::Tensor& output,
                                     const torch::Tensor& d_out, const Gradients& gradients) {
  const auto d_sums = (d_out * (1 - output.square())).contiguous();
  torch::Tensor d_input;
  if (gradients.message != nullptr) d_input = torch::empty_like(input);
  kernels_.backward(weights(), input.data_ptr<float>(), d_sums.data_ptr<float>(),
                    static_cast<std::size_t>(input.size(0)),
                    gradients.weights ? network_->flat().grad().data_ptr<float>() : nullptr,
                    d_input.defined() ? d_input.data_ptr<float>() : nullptr);
  // The message comes before the key.
  if (d_input.defined())
    gradients.message->copy_(d_input.narrow(1, 0, network_->shape().message_numbers()));
}

Measured FusedPerceptronEngine::train(const torch::Tensor& message, const torch::Tensor& key,
                                      const torch::Tensor& target, const Objective& objective,
                                      const Gradients& gradients) {
  const auto in = input(message, key);
  const auto output = outputs(in);
  const auto differentiable = output.detach().requires_grad_(true);
  const auto d_out =
      torch::autograd::grad({objective.loss(differentiable, target)}, {differentiable})[0];
  backward(in, output, d_out, gradients);
  return measure(output, target);
}

Measured FusedPerceptronEngine::evaluate(const torch::Tensor& message, const torch::Tensor& key,
                                         const torch::Tensor& target) {
  return measure(outputs(input(message, key)), target);
}

}  // namespace sotto
