// What each step of a session is: its configuration, and what operators have changed since.
// Pure data: no clock, no I/O.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/session/cycle_schedule.hpp"

namespace sotto {

/// What an operator can change while a session runs. An `audit` inserts its steps; the cycle goes
/// on behind them where it was.
enum class ChangeKind { cycle, learning_rate, freeze, unfreeze, reset_eve, audit };

template <>
struct Names<ChangeKind> {
  static constexpr std::array<std::string_view, 6> values{"cycle",    "learning_rate", "freeze",
                                                          "unfreeze", "reset_eve",     "audit"};
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
  /// rate decays over. `audit_phase`: the phase of an audit's steps; empty where the task has none.
  Plan(const SessionConfig& config, std::string main_phase, std::string audit_phase = {});

  /// Adds a change. Changes of one step hold in the order in which they were added; steps before
  /// `at_step` stay as they were. What falls into an audit holds from its end on.
  void add(const Change& change);

  /// In the order of their steps.
  const std::vector<Change>& changes() const { return changes_; }

  struct Step {
    std::string phase;
    double rate = 0;                                ///< Adam's
    double noise = 0;                               ///< deviation of what Bob adds to what he hears
    double shadows_weight = 0;                      ///< of the terms of Alice's further shadows
    std::optional<std::int64_t> shadow_reset = {};  ///< which one comes before it
    bool restart = false;                           ///< behind it, bits still unread begin anew
    bool frozen = false;                            ///< Alice and Bob keep their weights
    std::int64_t eve_generation = 0;  ///< how often she has been reset so far; 0 = the first Eve
    std::optional<std::int64_t> audit = {};  ///< the first step of the audit that it belongs to
  };
  Step at(std::int64_t step) const;

  const Cycle& cycle(std::int64_t step) const { return segment(step).schedule.cycle(); }

  /// How many steps of the main phase come before step number `step`.
  std::int64_t main_steps_before(std::int64_t step) const;

  /// The first step, `step` itself or later, with which a cycle begins. None begins in an audit.
  std::int64_t cycle_start(std::int64_t step) const;

  /// Steps of an audit.
  std::int64_t audit_steps() const { return config_.audit_minibatches + config_.audit_held_out; }
  /// The first step of the newest audit; nothing where none is planned or was held.
  std::optional<std::int64_t> last_audit() const;

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
    bool audit;  ///< the cycle stands still
  };

  void divide();
  const Segment& segment(std::int64_t step) const;
  /// Of the segment's cycle, steps that come before `step`.
  static std::int64_t steps_into(const Segment& segment, std::int64_t step) {
    return (segment.audit ? segment.first : step) - segment.origin;
  }

  SessionConfig config_;
  std::string main_phase_;
  std::string audit_phase_;
  std::vector<Change> changes_;
  std::vector<Segment> segments_;  ///< ascending, the first from step 0
};

}  // namespace sotto
