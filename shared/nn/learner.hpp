// One network that learns: its weights, its optimiser and the engine that computes it.
#pragma once

#include <string>

#include "shared/nn/adam.hpp"
#include "shared/nn/engine.hpp"

namespace sotto {

class Learner {
 public:
  Learner(const NetworkShape& shape, EngineKind kind);

  const Network& network() const { return network_; }
  Engine& engine() { return *engine_; }

  /// Fresh weights from block (purpose, number), and an optimiser that has not stepped.
  void initialise(const NumberStream& stream, Purpose purpose, double gain, std::int64_t number);

  /// The optimiser's first steps are long (Adam::skip_correction).
  void begin_with_long_steps() { adam_.skip_correction(); }

  /// One Adam update by the gradient that the engine has just set.
  void step(double learning_rate) { adam_.step(learning_rate); }

  /// Adam's moments of the weights marked in `weights` [P] are as at the start.
  void forget(const torch::Tensor& weights) { adam_.forget(weights); }

  void save(LearnerState& state) const { adam_.save(state); }
  void restore(const LearnerState& state) { adam_.restore(state); }

 private:
  Network network_;
  Adam adam_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace sotto
