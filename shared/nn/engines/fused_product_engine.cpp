#include "shared/nn/engines/fused_product_engine.hpp"

#include <optional>

namespace sotto {
namespace {

/// Nothing for one that the kernels do not know.
std::optional<fused::ProductObjective> kernel_objective(const Objective& objective) {
  using Kind = fused::ProductObjective::Kind;
  if (const auto* known = dynamic_cast<const MeanError*>(&objective))
    return fused::ProductObjective{Kind::kMeanError, static_cast<float>(known->scale())};
  if (const auto* known = dynamic_cast<const CrossEntropy*>(&objective))
    return fused::ProductObjective{Kind::kCrossEntropy, static_cast<float>(known->scale())};
  return std::nullopt;
}

}  // namespace

FusedProductEngine::FusedProductEngine(Network network)
    : KernelEngine(network, fused::FusedProductNetwork(
                                {.bits = static_cast<std::size_t>(network->bits()),
                                 .keyed = network->keyed(),
                                 .units = static_cast<std::size_t>(network->shape().units),
                                 .a = static_cast<std::size_t>(network->shape().message_numbers()),
                                 .b = static_cast<std::size_t>(network->shape().key_numbers())})) {}

Measured FusedProductEngine::train(const torch::Tensor& message, const torch::Tensor& key,
                                   const torch::Tensor& target, const Objective& objective,
                                   const Gradients& gradients) {
  if (const auto known = kernel_objective(objective))
    return measured(train_known(message, key, target, *known, gradients), message.size(0));
  return train_other(message, key, target, objective, gradients);
}

}  // namespace sotto
