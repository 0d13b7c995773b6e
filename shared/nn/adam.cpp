#include "shared/nn/adam.hpp"

#include <cstring>

namespace sotto {
Adam::Adam(Network network)
    : network_(std::move(network)),
      optimiser_({network_->flat()}, torch::optim::AdamOptions(1e-3).betas({0.9, 0.999}).eps(1e-8)),
      // LibTorch files an optimiser's state under its parameter's address.
      key_(c10::guts::to_string(network_->flat().unsafeGetTensorImpl())) {}

void Adam::step(double learning_rate) {
  static_cast<torch::optim::AdamOptions&>(optimiser_.param_groups()[0].options()).lr(learning_rate);
  const torch::InferenceMode without_records;  // dispatching is most of what a step costs here
  optimiser_.step();
}

void Adam::skip_correction() {
  constexpr std::int64_t kLong = 100'000;  // steps, after which 0.999^kLong is nothing
  const auto& parameters = network_->flat();
  restore(
      {parameters.clone(), torch::zeros_like(parameters), torch::zeros_like(parameters), kLong});
}

void Adam::forget(const torch::Tensor& weights) {
  const torch::InferenceMode moments_are_inference_tensors;  // as step() makes them
  const auto found = optimiser_.state().find(key_);
  if (found == optimiser_.state().end()) return;
  const auto& adam = static_cast<const torch::optim::AdamParamState&>(*found->second);
  adam.exp_avg().masked_fill_(weights, 0);
  adam.exp_avg_sq().masked_fill_(weights, 0);
}

void Adam::save(LearnerState& state) const {
  const torch::NoGradGuard no_grad;
  // At every step: without the tens of microseconds that LibTorch takes to find out how to copy.
  const auto copy = [](torch::Tensor& to, const torch::Tensor& from) {
    if (to.defined())
      std::memcpy(to.data_ptr<float>(), from.data_ptr<float>(), from.nbytes());
    else
      to = from.detach().clone();
  };
  copy(state.parameters, network_->flat());
  const auto& states = optimiser_.state();
  const auto found = states.find(key_);
  if (found == states.end()) {
    state = {state.parameters, {}, {}, 0};
    return;
  }
  const auto& adam = static_cast<const torch::optim::AdamParamState&>(*found->second);
  copy(state.first_moment, adam.exp_avg());
  copy(state.second_moment, adam.exp_avg_sq());
  state.adam_steps = adam.step();
}

void Adam::restore(const LearnerState& state) {
  const torch::NoGradGuard no_grad;
  network_->flat().copy_(state.parameters);
  auto& states = optimiser_.state();
  if (!state.first_moment.defined()) {
    states.erase(key_);
    return;
  }
  auto adam = std::make_unique<torch::optim::AdamParamState>();
  adam->step(state.adam_steps);
  adam->exp_avg(state.first_moment.clone());
  adam->exp_avg_sq(state.second_moment.clone());
  states[key_] = std::move(adam);
}

}  // namespace sotto
