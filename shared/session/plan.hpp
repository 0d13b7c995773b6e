// What each step of a session is: its configuration, and what operators have changed since.
// Pure data: no clock, no I/O.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/session/cycle_schedule.hpp"

namespace sotto {

/// What an operator can change while a session runs.
enum class ChangeKind { cycle, learning_rate, freeze, unfreeze, reset_eve };

template <>
struct Names<ChangeKind> {
  static constexpr std::array<std::string_view, 5> values{"cycle", "learning_rate", "freeze",
                                                          "unfreeze", "reset_eve"};
};

/// In force before `at_step` and from then on.
struct Change {
  std::int64_t at_step = 0;
  ChangeKind kind = ChangeKind::freeze;
  Cycle cycle = {};          ///< of a `cycle`: it begins with `at_step`
  double learning_rate = 0;  ///< of a `learning_rate`: constant from then on
  bool operator==(const Change&) const = default;
};

/// "the cycle is alice_bob:1,eve:4", for sentences.
std::string to_text(const Change& change);

class Plan {
 public:
  /// `config` must have passed validate(). `main_phase`: the task's phase whose steps the learning
  /// rate decays over.
  Plan(const SessionConfig& config, std::string main_phase);

  /// Adds a change. Changes of one step hold in the order in which they were added; steps before
  /// `at_step` stay as they were.
  void add(const Change& change);

  /// In the order of their steps.
  const std::vector<Change>& changes() const { return changes_; }

  struct Step {
    std::string phase;
    double rate = 0;                  ///< Adam's
    bool frozen = false;              ///< Alice and Bob keep their weights
    std::int64_t eve_generation = 0;  ///< how often she has been reset so far; 0 = the first Eve
  };
  Step at(std::int64_t step) const;

  const Cycle& cycle(std::int64_t step) const { return segment(step).schedule.cycle(); }

  /// How many steps of the main phase come before step number `step`.
  std::int64_t main_steps_before(std::int64_t step) const;

  /// The first step, `step` itself or later, with which a cycle begins.
  std::int64_t cycle_start(std::int64_t step) const;

 private:
  /// The steps between two changes.
  struct Segment {
    std::int64_t first;        ///< step
    std::int64_t origin;       ///< step with which its cycle began
    std::int64_t main_before;  ///< steps of the main phase before `origin`
    CycleSchedule schedule;
    std::optional<double> rate;  ///< nothing: as configured
    bool frozen;
    std::int64_t eve_generation;
  };

  void divide();
  const Segment& segment(std::int64_t step) const;

  SessionConfig config_;
  std::string main_phase_;
  std::vector<Change> changes_;
  std::vector<Segment> segments_;  ///< ascending, the first from step 0
};

}  // namespace sotto
