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
      engine_({.bits = static_cast<int>(network_->bits()), .keyed = network_->keyed()}) {}

void FusedEngine::forward(const torch::Tensor& message, const torch::Tensor& key,
                          torch::Tensor& out) {
  engine_.forward(network_->flat().data_ptr<float>(), inputs(message, key), out.data_ptr<float>());
}

void FusedEngine::forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                                  torch::Tensor& out) {
  kept_message_ = message;
  kept_key_ = key;
  forward(message, key, out);
}

void FusedEngine::backward(const torch::Tensor& d_out) {
  engine_.backward(network_->flat().data_ptr<float>(), inputs(kept_message_, kept_key_),
                   d_out.data_ptr<float>(),
                   {.theta = network_->flat().grad().data_ptr<float>(), .a = nullptr});
}

Measured FusedEngine::train(const torch::Tensor& message, const torch::Tensor& key,
                            const torch::Tensor& target, double scale, torch::Tensor* d_message) {
  const auto loss = engine_.train(
      network_->flat().data_ptr<float>(), inputs(message, key), target.data_ptr<float>(),
      {.kind = fused::Objective::Kind::kMeanError, .scale = static_cast<float>(scale)},
      {.theta = network_->flat().grad().data_ptr<float>(),
       .a = d_message != nullptr ? d_message->data_ptr<float>() : nullptr});
  return measured(loss, message.size(0));
}

Measured FusedEngine::listen(const torch::Tensor& message, const torch::Tensor& target,
                             EveTerm term, torch::Tensor& d_message) {
  const auto kind = term == EveTerm::batch ? fused::Objective::Kind::kMeanError
                                           : fused::Objective::Kind::kChance;
  const auto loss = engine_.train(network_->flat().data_ptr<float>(), inputs(message, {}),
                                  target.data_ptr<float>(), {.kind = kind, .scale = 1.0F},
                                  {.theta = nullptr, .a = d_message.data_ptr<float>()});
  if (term == EveTerm::batch) {
    // The term is a function of the mean error alone: d(N/2 - L)^2/(N/2)^2 = -2 (N/2 - L)/(N/2)^2
    // dL.
    const auto half = static_cast<double>(network_->bits()) / 2;
    d_message.mul_(-2 * (half - loss.error_bits) / (half * half));
  }
  return measured(loss, message.size(0));
}

Measured FusedEngine::evaluate(const torch::Tensor& message, const torch::Tensor& key,
                               const torch::Tensor& target) {
  return measured(engine_.evaluate(network_->flat().data_ptr<float>(), inputs(message, key),
                                   target.data_ptr<float>()),
                  message.size(0));
}

}  // namespace sotto
