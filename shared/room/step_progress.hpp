// One step's bookkeeping: what has been said, what is due, and since when.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "shared/tasks/turn_table.hpp"
#include "shared/protocol/codes.hpp"

namespace sotto {

using Time = std::chrono::steady_clock::time_point;

class Ledger {
 public:
  /// Starts the step. Without `eve_listens` nothing is due from her. Nothing is due from anybody
  /// before take_up().
  void open(Phase phase, bool eve_listens);

  /// `role` has done the step before: from now on this one is its business.
  void take_up(Role role, Time now);

  /// Whether `role` has sent its `done`, or none is due from it.
  bool done_by(Role role) const;

  /// Why `from` may not say `item` now: of a phase that has it not, another role's, twice, or
  /// before its turn. Nothing when it may. `ahead`: it may be said before `from` has done the step
  /// before this one.
  std::optional<protocol::Fault> refuses(Role from, Item item, bool ahead) const;

  /// Books it. Returns for how long it was due; 0 for what was said ahead.
  std::chrono::nanoseconds book(Role from, Item item, Time now);

  /// Eve missed her deadline: nothing more is due from her in this step.
  void excuse_eve();

  /// She was given this step's turn and is not excused.
  bool eve_listens() const { return eve_listens_; }

  bool complete() const;

  struct Due {
    const Exchange* exchange;
    Time since;
  };
  /// What is due and not yet said, in the order of the turn table.
  const std::vector<Due>& due() const { return due_; }

  bool said(Item item) const;
  Phase phase() const { return phase_; }

 private:
  void find_due(Time now);
  bool was_said(const Exchange& exchange) const;
  bool taken_up(Role role) const { return (taken_up_ >> static_cast<int>(role) & 1U) != 0; }

  Phase phase_ = Phase::alice_bob;
  bool eve_listens_ = false;
  unsigned said_ = 0;      ///< a bit for each exchange of the phase
  unsigned taken_up_ = 0;  ///< a bit for each role
  std::vector<Due> due_;
};

}  // namespace sotto
