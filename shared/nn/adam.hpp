// LibTorch's Adam on a network's flat parameters, with a state that can be copied and put back.
#pragma once

#include <string>

#include "shared/nn/network.hpp"

namespace sotto {

/// Weights and Adam's moments at one point of a run.
struct LearnerState {
  torch::Tensor parameters;     ///< [P]
  torch::Tensor first_moment;   ///< [P]; undefined before the first step
  torch::Tensor second_moment;  ///< [P]; undefined before the first step
  std::int64_t adam_steps = 0;
};

/// Adam (Kingma & Ba 2015) with beta 0.9 and 0.999, epsilon 1e-8.
class Adam {
 public:
  explicit Adam(Network network);

  /// One update by the gradient in network->flat().grad().
  void step(double learning_rate);

  void zero_grad() { network_->flat().grad().zero_(); }

  /// Before the first step: that the moments begin at zero is not corrected, as though it had
  /// stepped for long without a gradient. The first steps are then longer, at most 6.6 times the
  /// rate (the tenth) and still twice as long after three hundred.
  void skip_correction();

  /// Both moments of the weights marked in `weights` [P], of type bool, become zero.
  void forget(const torch::Tensor& weights);

  /// Copies everything that a step changes; `state`'s storage is used again where it has some.
  void save(LearnerState& state) const;
  void restore(const LearnerState& state);

 private:
  Network network_;
  mutable torch::optim::Adam optimiser_;
  std::string key_;
};

}  // namespace sotto
