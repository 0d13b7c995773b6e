// What a Room is told of the session that it goes on with: what was kept of what it told before.
#pragma once

#include <vector>

#include "shared/room/session_event.hpp"

namespace sotto {

struct Recollection {
  std::uint32_t epoch = 0;  ///< no epoch beyond it has begun
  std::int64_t epochs = 1;  ///< how many have begun
  std::vector<PlanChanged> changes;
  /// Complete ones in their order, with no gap up to the last; the first of a long session may be
  /// missing.
  std::vector<StepResult> steps;
  /// When the goal was met first, of those steps or before them.
  struct Met {
    std::int64_t step;
    double t;
  };
  std::optional<Met> goal;
  std::vector<AuditBegun> audits;
  std::vector<protocol::ToldFinding> findings;
  std::int64_t messages = 0;  ///< that Alice has sent
  std::int64_t last_say = 0;  ///< the greatest id of a `say` that was answered
  bool without_eve = false;   ///< the session had gone on without her
  bool paused = false;        ///< by an operator

  /// The step that comes after those that are complete.
  std::int64_t next() const { return steps.empty() ? 0 : steps.back().judged.step + 1; }
};

}  // namespace sotto
