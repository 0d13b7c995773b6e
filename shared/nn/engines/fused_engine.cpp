#include "shared/nn/engines/fused_engine.hpp"

#include "shared/nn/engines/fused_inputs.hpp"

namespace sotto {
FusedEngine::FusedEngine(Network network)
    : network_(std::move(network)),
      fused_({.bits = static_cast<int>(network_->bits()), .keyed = network_->keyed()}) {}

void FusedEngine::forward(const torch::Tensor& message, const torch::Tensor& key,
                          torch::Tensor& out) {
  fused_.forward(weights(), fused_inputs(message, key), out.data_ptr<float>());
}

void FusedEngine::forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                                  torch::Tensor& out) {
  kept_message_ = message;
  kept_key_ = key;
  forward(message, key, out);
}

void FusedEngine::backward(const torch::Tensor& d_out, const Gradients& gradients) {
  fused_.backward(weights(), fused_inputs(kept_message_, kept_key_), d_out.data_ptr<float>(),
                  fused_gradients(*network_, gradients));
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
      fused_.train(weights(), fused_inputs(message, key), target.data_ptr<float>(),
                   {.kind = fused::Objective::Kind::kMeanError, .scale = static_cast<float>(scale)},
                   fused_gradients(*network_, gradients));
  return measured(loss, message.size(0));
}

Measured FusedEngine::train_at_chance(const torch::Tensor& message, const torch::Tensor& key,
                                      const torch::Tensor& target, EveTerm term,
                                      const Gradients& gradients) {
  const auto kind =
      term == EveTerm::batch ? fused::Objective::Kind::kMeanError : fused::Objective::Kind::kChance;
  const auto loss =
      fused_.train(weights(), fused_inputs(message, key), target.data_ptr<float>(),
                   {.kind = kind, .scale = 1.0F}, fused_gradients(*network_, gradients));
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
  const auto d_out = d_outputs(objective, output, target);
  fused_.backward(weights(), fused_inputs(message, key), d_out.data_ptr<float>(),
                  fused_gradients(*network_, gradients));
  return measure(output, target);
}

Measured FusedEngine::evaluate(const torch::Tensor& message, const torch::Tensor& key,
                               const torch::Tensor& target) {
  return measured(fused_.evaluate(weights(), fused_inputs(message, key), target.data_ptr<float>()),
                  message.size(0));
}

}  // namespace sotto
