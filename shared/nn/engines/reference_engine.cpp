#include "shared/nn/engines/reference_engine.hpp"

namespace sotto {
namespace {

/// The border of this party: what is upstream of its input is another process.
torch::Tensor leaf(const torch::Tensor& message) {
  auto heard = message.detach();
  heard.requires_grad_(true);
  return heard;
}

}  // namespace

torch::Tensor ReferenceEngine::run(const torch::Tensor& message, const torch::Tensor& key) {
  return network_->forward(key.defined() ? torch::cat({message, key}, 1) : message);
}

void ReferenceEngine::forward(const torch::Tensor& message, const torch::Tensor& key,
                              torch::Tensor& out) {
  const torch::NoGradGuard no_grad;
  out.copy_(run(message, key));
}

void ReferenceEngine::forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                                      torch::Tensor& out) {
  kept_message_ = leaf(message);
  kept_ = run(kept_message_, key);
  const torch::NoGradGuard no_grad;
  out.copy_(kept_);
}

void ReferenceEngine::differentiate(const torch::Tensor& output, const torch::Tensor& d_out,
                                    const torch::Tensor& heard, const Gradients& gradients) {
  if (gradients.weights) {
    network_->flat().grad().zero_();
    output.backward(d_out);
    if (gradients.message != nullptr) gradients.message->copy_(heard.grad());
  } else if (gradients.message != nullptr) {
    gradients.message->copy_(torch::autograd::grad({output}, {heard}, {d_out})[0]);
  }
}

void ReferenceEngine::backward(const torch::Tensor& d_out, const Gradients& gradients) {
  differentiate(kept_, d_out, kept_message_, gradients);
  kept_.reset();
  kept_message_.reset();
}

Measured ReferenceEngine::train(const torch::Tensor& message, const torch::Tensor& key,
                                const torch::Tensor& target, const Objective& objective,
                                const Gradients& gradients) {
  const auto heard = leaf(message);
  const auto output = run(heard, key);
  const auto loss = objective.loss(output, target);
  differentiate(loss, torch::ones_like(loss), heard, gradients);
  return measure(output.detach(), target);
}

Measured ReferenceEngine::evaluate(const torch::Tensor& message, const torch::Tensor& key,
                                   const torch::Tensor& target) {
  const torch::NoGradGuard no_grad;
  return measure(run(message, key), target);
}

}  // namespace sotto
