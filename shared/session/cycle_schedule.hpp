// Which phase each step of a session is, where nothing changes. Pure data: no clock, no I/O.
#pragma once

#include <cstdint>

#include "shared/session/session_config.hpp"

namespace sotto {

/// Steps are numbered from 0 across phases; the cycle repeats for ever.
class CycleSchedule {
 public:
  /// `cycle` must have passed validate().
  explicit CycleSchedule(Cycle cycle);

  const Cycle& cycle() const { return cycle_; }
  /// Steps of one cycle.
  std::int64_t length() const { return length_; }

  const std::string& phase(std::int64_t step) const;

  /// How many steps of `phase` come before step number `step`.
  std::int64_t count_before(std::string_view phase, std::int64_t step) const;

  /// The smallest number of steps, of all phases, that holds `count` steps of `phase`, rounded up
  /// to whole cycles. The cycle must have that phase.
  std::int64_t steps_for(std::string_view phase, std::int64_t count) const;

 private:
  std::int64_t count_in_cycle(std::string_view phase, std::int64_t steps) const;

  Cycle cycle_;
  std::int64_t length_ = 0;
};

/// Adam's learning rate at a step of the main phase: exponential from `learning_rate` at its step 0
/// to `learning_rate_final` at `decay_steps`, constant afterwards. With `restart_every` it runs
/// that course, once in so many steps, again and again. Steps of other phases take the rate of the
/// main phase's step before them.
double learning_rate(const SessionConfig& config, std::int64_t main_step);

/// The deviation of the noise that Bob adds in a step of the main phase: linear from `noise` to
/// `noise_final`, which it reaches at 0.7 of the rate's course.
double noise(const SessionConfig& config, std::int64_t main_step);

/// The weight of the term of each of Alice's further shadows at a step of the main phase: it rises
/// to `shadows_weight` as the square of the steps, and is there at `shadows_rise`. In full from the
/// start it would leave nothing to be learned.
double shadows_weight(const SessionConfig& config, std::int64_t main_step);

/// Which beginning anew of one of Alice's further shadows, counted from 0, comes before a step of
/// the main phase; nothing for most.
std::optional<std::int64_t> shadow_reset(const SessionConfig& config, std::int64_t main_step);

/// Whether a step of the main phase is the last one of a course.
bool restarts(const SessionConfig& config, std::int64_t main_step);

}  // namespace sotto
