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

/// Of one block.
fused::ProductShape kernel_shape(const NetworkShape& shape) {
  const auto of_block = [&](std::int64_t numbers) {
    return static_cast<std::size_t>(numbers / shape.blocks);
  };
  return {.bits = of_block(shape.bits),
          .keyed = shape.keyed,
          .units = static_cast<std::size_t>(shape.units),
          .a = of_block(shape.message_numbers()),
          .b = of_block(shape.key_numbers())};
}

}  // namespace

FusedProductEngine::FusedProductEngine(Network network)
    : KernelEngine(network, fused::FusedProductNetwork(kernel_shape(network->shape()))) {}

Measured FusedProductEngine::train(const torch::Tensor& message, const torch::Tensor& key,
                                   const torch::Tensor& target, const Objective& objective,
                                   const Gradients& gradients) {
  // To the kernels the blocks are examples, over which they take means.
  if (auto known = kernel_objective(objective)) {
    known->scale *= static_cast<float>(network().shape().blocks);
    return measured(train_known(message, key, target, *known, gradients), message.size(0));
  }
  return train_other(message, key, target, objective, gradients);
}

}  // namespace sotto
