// Which phase each step of a session is. Pure data: no clock, no I/O.
#pragma once

#include <cstdint>

#include "shared/session/session_config.hpp"

namespace sotto {

/// Steps are numbered from 0 across phases; the cycle repeats for ever.
class Schedule {
 public:
  /// `cycle` must have passed validate().
  explicit Schedule(Cycle cycle);

  const Cycle& cycle() const { return cycle_; }
  /// Steps of one cycle.
  std::int64_t length() const { return length_; }

  Phase phase(std::int64_t step) const;

  /// How many steps of `phase` come before step number `step`.
  std::int64_t count_before(Phase phase, std::int64_t step) const;

  /// The smallest number of steps, of all phases, that holds `count` steps of `phase`, rounded up
  /// to whole cycles.
  std::int64_t steps_for(Phase phase, std::int64_t count) const;

 private:
  std::int64_t count_in_cycle(Phase phase, std::int64_t steps) const;

  Cycle cycle_;
  std::int64_t length_ = 0;
};

/// Adam's learning rate at an Alice-Bob step: exponential from `learning_rate` at step 0 to
/// `learning_rate_final` at `decay_steps`, constant afterwards. Eve's steps take the rate of the
/// Alice-Bob step before them.
double learning_rate(const SessionConfig& config, std::int64_t alice_bob_step);

}  // namespace sotto
