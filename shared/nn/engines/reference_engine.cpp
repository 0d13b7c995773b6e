#include "shared/nn/engines/reference_engine.hpp"

namespace sotto {
namespace {

/// [B]: sum over the bits of |P - P^|/2.
torch::Tensor error_bits(const torch::Tensor& output, const torch::Tensor& target) {
  return (target - output).abs().sum(1) / 2;
}

Measured measure(const torch::Tensor& output, const torch::Tensor& target) {
  const torch::NoGradGuard no_grad;
  const auto wrong = (output * target).le(0).sum().item<std::int64_t>();
  return {error_bits(output, target).mean().item<double>(),
          static_cast<double>(wrong) / static_cast<double>(output.size(0))};
}

}  // namespace

torch::Tensor ReferenceEngine::run(const torch::Tensor& message, const torch::Tensor& key) {
  return network_(key.defined() ? torch::cat({message, key}, 1) : message);
}

void ReferenceEngine::forward(const torch::Tensor& message, const torch::Tensor& key,
                              torch::Tensor& out) {
  const torch::NoGradGuard no_grad;
  out.copy_(run(message, key));
}

void ReferenceEngine::forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                                      torch::Tensor& out) {
  kept_ = run(message, key);
  const torch::NoGradGuard no_grad;
  out.copy_(kept_);
}

void ReferenceEngine::backward(const torch::Tensor& d_out) {
  network_->flat().grad().zero_();
  kept_.backward(d_out);
  kept_.reset();
}

Measured ReferenceEngine::train(const torch::Tensor& message, const torch::Tensor& key,
                                const torch::Tensor& target, double scale,
                                torch::Tensor* d_message) {
  // The border of this party: what is upstream of the ciphertext is another process.
  auto heard = message.detach();
  heard.requires_grad_(d_message != nullptr);
  const auto output = run(heard, key);
  network_->flat().grad().zero_();
  (error_bits(output, target).mean() * scale).backward();
  if (d_message != nullptr) d_message->copy_(heard.grad());
  return measure(output.detach(), target);
}

Measured ReferenceEngine::listen(const torch::Tensor& message, const torch::Tensor& target,
                                 EveTerm term, torch::Tensor& d_message) {
  auto heard = message.detach();
  heard.requires_grad_(true);
  const auto output = run(heard, {});
  const auto half = static_cast<double>(network_->bits()) / 2;
  const auto error = error_bits(output, target);
  const auto judged = term == EveTerm::batch ? error.mean() : error;
  const auto loss = ((half - judged).square() / (half * half)).mean();
  d_message.copy_(torch::autograd::grad({loss}, {heard})[0]);
  return measure(output.detach(), target);
}

Measured ReferenceEngine::evaluate(const torch::Tensor& message, const torch::Tensor& key,
                                   const torch::Tensor& target) {
  const torch::NoGradGuard no_grad;
  return measure(run(message, key), target);
}

}  // namespace sotto
