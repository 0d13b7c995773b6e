#include "shared/learn/adam.hpp"

namespace sotto {
namespace {

std::string key_of(const torch::Tensor& tensor) {
  return c10::guts::to_string(tensor.unsafeGetTensorImpl());
}

}  // namespace

Adam::Adam(Network network)
    : network_(std::move(network)),
      optimiser_({network_->flat()},
                 torch::optim::AdamOptions(1e-3).betas({0.9, 0.999}).eps(1e-8)) {}

void Adam::step(double learning_rate) {
  static_cast<torch::optim::AdamOptions&>(optimiser_.param_groups()[0].options()).lr(learning_rate);
  optimiser_.step();
}

LearnerState Adam::state() const {
  const torch::NoGradGuard no_grad;
  LearnerState copy{network_->flat().clone(), {}, {}, 0};
  const auto& states = optimiser_.state();
  if (const auto found = states.find(key_of(network_->flat())); found != states.end()) {
    const auto& adam = static_cast<const torch::optim::AdamParamState&>(*found->second);
    copy.first_moment = adam.exp_avg().clone();
    copy.second_moment = adam.exp_avg_sq().clone();
    copy.adam_steps = adam.step();
  }
  return copy;
}

void Adam::restore(const LearnerState& state) {
  const torch::NoGradGuard no_grad;
  network_->flat().copy_(state.parameters);
  auto& states = optimiser_.state();
  const auto key = key_of(network_->flat());
  if (!state.first_moment.defined()) {
    states.erase(key);
    return;
  }
  auto adam = std::make_unique<torch::optim::AdamParamState>();
  adam->step(state.adam_steps);
  adam->exp_avg(state.first_moment.clone());
  adam->exp_avg_sq(state.second_moment.clone());
  states[key] = std::move(adam);
}

}  // namespace sotto
