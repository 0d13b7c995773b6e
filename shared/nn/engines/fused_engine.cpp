#include "shared/nn/engines/fused_engine.hpp"

namespace sotto {
namespace {

fused::Inputs inputs(const torch::Tensor& message, const torch::Tensor& key) {
  TORCH_INTERNAL_ASSERT(message.is_contiguous() && (!key.defined() || key.is_contiguous()));
  return {.a = message.data_ptr<float>(),
          .b = key.defined() ? key.data_ptr<float>() : nullptr,
          .size = static_cast<std::size_t>(message.size(0))};
}

Measured measured(const fused::Loss& loss, std::int64_t examples) {
  return {loss.error_bits, static_cast<double>(loss.hard_errors) / static_cast<double>(examples)};
}

}  // namespace

FusedEngine::FusedEngine(Network network)
    : network_(std::move(network)),
      fused_({.bits = static_cast<int>(network_->bits()), .keyed = network_->keyed()}) {}

fused::Gradients FusedEngine::targets_of(const Gradients& gradients) const {
  return {.theta = gradients.weights ? network_->flat().grad().data_ptr<float>() : nullptr,
          .a = gradients.message != nullptr ? gradients.message->data_ptr<float>() : nullptr};
}

void FusedEngine::forward(const torch::Tensor& message, const torch::Tensor& key,
                          torch::Tensor& out) {
  fused_.forward(weights(), inputs(message, key), out.data_ptr<float>());
}

void FusedEngine::forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                                  torch::Tensor& out) {
  kept_message_ = message;
  kept_key_ = key;
  forward(message, key, out);
}

void FusedEngine::backward(const torch::Tensor& d_out, const Gradients& gradients) {
  fused_.backward(weights(), inputs(kept_message_, kept_key_), d_out.data_ptr<float>(),
                  targets_of(gradients));
}

Measured FusedEngine::train(const torch::Tensor& message, const torch::Tensor& key,
                            const torch::Tensor& target, const Objective& objective,
                            const Gradients& gradients) {
  if (const auto* known = dynamic_cast<const MeanError*>(&objective))
    return train_mean_error(message, key, target, known->scale(), gradients);
  if (const auto* known = dynamic_cast<const AtChance*>(&objective))
    return train_at_chance(message, key, target, known->term(), gradients);
  return train_other(message, key, target, objective, gradients);
}

Measured FusedEngine::train_mean_error(const torch::Tensor& message, const torch::Tensor& key,
                                       const torch::Tensor& target, double scale,
                                       const Gradients& gradients) {
  const auto loss =
      fused_.train(weights(), inputs(message, key), target.data_ptr<float>(),
                   {.kind = fused::Objective::Kind::kMeanError, .scale = static_cast<float>(scale)},
                   targets_of(gradients));
  return measured(loss, message.size(0));
}

Measured FusedEngine::train_at_chance(const torch::Tensor& message, const torch::Tensor& key,
                                      const torch::Tensor& target, EveTerm term,
                                      const Gradients& gradients) {
  const auto kind =
      term == EveTerm::batch ? fused::Objective::Kind::kMeanError : fused::Objective::Kind::kChance;
  const auto loss = fused_.train(weights(), inputs(message, key), target.data_ptr<float>(),
                                 {.kind = kind, .scale = 1.0F}, targets_of(gradients));
  if (term == EveTerm::batch) {
    // The term is a function of the mean error alone: d(N/2 - L)^2/(N/2)^2 = -2 (N/2 - L)/(N/2)^2
    // dL.
    const auto half = static_cast<double>(network_->bits()) / 2;
    const auto slope = -2 * (half - loss.error_bits) / (half * half);
    if (gradients.message != nullptr) gradients.message->mul_(slope);
    if (gradients.weights) network_->flat().grad().mul_(slope);
  }
  return measured(loss, message.size(0));
}

Measured FusedEngine::train_other(const torch::Tensor& message, const torch::Tensor& key,
                                  const torch::Tensor& target, const Objective& objective,
                                  const Gradients& gradients) {
  auto output = torch::empty({message.size(0), network_->bits()});
  forward(message, key, output);
  output.requires_grad_(true);
  const auto d_out =
      torch::autograd::grad({objective.loss(output, target)}, {output})[0].contiguous();
  fused_.backward(weights(), inputs(message, key), d_out.data_ptr<float>(), targets_of(gradients));
  return measure(output.detach(), target);
}

Measured FusedEngine::evaluate(const torch::Tensor& message, const torch::Tensor& key,
                               const torch::Tensor& target) {
  return measured(fused_.evaluate(weights(), inputs(message, key), target.data_ptr<float>()),
                  message.size(0));
}

}  // namespace sotto
