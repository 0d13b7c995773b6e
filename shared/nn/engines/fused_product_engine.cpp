#include "shared/nn/engines/fused_product_engine.hpp"

#include <optional>

#include "shared/nn/engines/fused_inputs.hpp"

namespace sotto {
namespace {

/// Nothing for one that the kernels do not know.
std::optional<fused::ProductObjective> fused_objective(const Objective& objective) {
  using Kind = fused::ProductObjective::Kind;
  if (const auto* known = dynamic_cast<const MeanError*>(&objective))
    return fused::ProductObjective{Kind::kMeanError, static_cast<float>(known->scale())};
  if (const auto* known = dynamic_cast<const CrossEntropy*>(&objective))
    return fused::ProductObjective{Kind::kCrossEntropy, static_cast<float>(known->scale())};
  return std::nullopt;
}

}  // namespace

FusedProductEngine::FusedProductEngine(Network network)
    : network_(std::move(network)),
      fused_({.bits = static_cast<std::size_t>(network_->bits()),
              .keyed = network_->keyed(),
              .units = static_cast<std::size_t>(network_->shape().units)}) {}

void FusedProductEngine::forward(const torch::Tensor& message, const torch::Tensor& key,
                                 torch::Tensor& out) {
  fused_.forward(weights(), fused_inputs(message, key), out.data_ptr<float>());
}

void FusedProductEngine::forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                                         torch::Tensor& out) {
  kept_message_ = message;
  kept_key_ = key;
  forward(message, key, out);
}

void FusedProductEngine::backward(const torch::Tensor& d_out, const Gradients& gradients) {
  fused_.backward(weights(), fused_inputs(kept_message_, kept_key_), d_out.data_ptr<float>(),
                  fused_gradients(*network_, gradients));
}

Measured FusedProductEngine::train(const torch::Tensor& message, const torch::Tensor& key,
                                   const torch::Tensor& target, const Objective& objective,
                                   const Gradients& gradients) {
  const auto inputs = fused_inputs(message, key);
  const auto targets = fused_gradients(*network_, gradients);
  if (const auto known = fused_objective(objective))
    return measured(fused_.train(weights(), inputs, target.data_ptr<float>(), *known, targets),
                    message.size(0));
  auto output = torch::empty_like(message);
  forward(message, key, output);
  const auto d_out = d_outputs(objective, output, target);
  fused_.backward(weights(), inputs, d_out.data_ptr<float>(), targets);
  return measure(output, target);
}

Measured FusedProductEngine::evaluate(const torch::Tensor& message, const torch::Tensor& key,
                                      const torch::Tensor& target) {
  return measured(fused_.evaluate(weights(), fused_inputs(message, key), target.data_ptr<float>()),
                  message.size(0));
}

}  // namespace sotto
