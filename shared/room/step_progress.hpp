// One step: what has been said, what is due, and since when.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "shared/base/clock.hpp"
#include "shared/protocol/fault.hpp"
#include "shared/tasks/task.hpp"

namespace sotto {

class StepProgress {
 public:
  /// Starts the step. `phase` must outlive this. Without `eve_listens` nothing is due from Eve.
  /// Nothing is due from anybody before take_up().
  StepProgress(const Phase& phase, bool eve_listens);

  /// `role` has done the step before: what is due from it in this step is due from now on.
  void take_up(Role role, Time now);

  /// Whether `role` has sent its `done`, or none is due from it.
  bool done_by(Role role) const;

  /// Why `from` may not say `item` now: of a phase that has it not, another role's, twice, or
  /// before its turn. Nothing when it may. `ahead`: it may be said before `from` has done the step
  /// before this one.
  std::optional<protocol::Fault> refuses(Role from, std::string_view item, bool ahead) const;

  /// Records that it was said. Returns for how long it was due; 0 for what was said ahead.
  std::chrono::nanoseconds record(Role from, std::string_view item, Time now);

  /// Eve missed her deadline: nothing more is due from her in this step.
  void excuse_eve();

  /// She was given this step's turn and is not excused.
  bool eve_listens() const { return eve_listens_; }

  bool complete() const;

  struct Due {
    const Exchange* exchange;
    Time since;
  };
  /// What is due and not yet said, in the order of the phase's exchanges.
  const std::vector<Due>& due() const { return due_; }

  bool said(std::string_view item) const;
  /// Whether any frame that Eve hears has been routed.
  bool tapped() const;
  const Phase& phase() const { return *phase_; }

 private:
  void find_due(Time now);
  bool was_said(const Exchange& exchange) const;
  bool excused(const Exchange& exchange) const {
    return exchange.from == Role::eve && !eve_listens_;
  }
  bool taken_up(Role role) const { return (taken_up_ >> static_cast<int>(role) & 1U) != 0; }

  const Phase* phase_;
  bool eve_listens_;
  unsigned said_ = 0;      ///< a bit for each exchange of the phase
  unsigned taken_up_ = 0;  ///< a bit for each role
  std::vector<Due> due_;
};

}  // namespace sotto
