#include "shared/nn/engines/fused_engine.hpp"

namespace sotto {

using Kind = fused::Objective::Kind;

FusedEngine::FusedEngine(Network network)
    : KernelEngine(network, fused::FusedNetwork({.bits = static_cast<int>(network->bits()),
                                                 .keyed = network->keyed()})) {}

Measured FusedEngine::train(const torch::Tensor& message, const torch::Tensor& key,
                            const torch::Tensor& target, const Objective& objective,
                            const Gradients& gradients) {
  if (const auto* known = dynamic_cast<const MeanError*>(&objective)) {
    const fused::Objective mean_error{Kind::kMeanError, static_cast<float>(known->scale())};
    return measured(train_known(message, key, target, mean_error, gradients), message.size(0));
  }
  if (const auto* known = dynamic_cast<const AtChance*>(&objective);
      known != nullptr && (known->term() == EveTerm::batch || known->term() == EveTerm::example))
    return train_at_chance(message, key, target, known->term(), gradients);
  return train_other(message, key, target, objective, gradients);
}

Measured FusedEngine::train_at_chance(const torch::Tensor& message, const torch::Tensor& key,
                                      const torch::Tensor& target, EveTerm term,
                                      const Gradients& gradients) {
  const fused::Objective kernel_objective{.kind = term == EveTerm::batch ? Kind::kMeanError
                                                                         : Kind::kChance};
  const auto loss = train_known(message, key, target, kernel_objective, gradients);
  if (term == EveTerm::batch) {
    // The term is a function of the mean error alone: d(N/2 - L)^2/(N/2)^2 = -2 (N/2 - L)/(N/2)^2
    // dL.
    const auto half = static_cast<double>(network().bits()) / 2;
    const auto slope = -2 * (half - loss.error_bits) / (half * half);
    if (gradients.message != nullptr) gradients.message->mul_(slope);
    if (gradients.weights) network().flat().grad().mul_(slope);
  }
  return measured(loss, message.size(0));
}

}  // namespace sotto
