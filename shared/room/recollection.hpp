// What a Room is told of the session that it goes on with: what was kept of what it told before.
#pragma once

#include <algorithm>
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
  struct Unread {
    std::int64_t number;  ///< as watchers know it
    protocol::Frame frame;
  };
  struct Chat {
    std::int64_t messages = 0;       ///< that Alice has sent
    std::int64_t last_said = 0;      ///< the greatest id of a `say` that she has answered
    std::vector<SayOrdered> orders;  ///< later ones, ascending, and the last where it is repeated
    std::vector<Unread> unread;      ///< by Bob, ascending

    /// As they come.
    void add(const SayOrdered& ordered) {
      orders.push_back(ordered);
      drop_what_is_over();
    }
    void add_answer(std::int64_t message, std::int64_t say) {
      messages = std::max(messages, message);
      last_said = std::max(last_said, say);
      drop_what_is_over();
    }

   private:
    void drop_what_is_over() {
      std::erase_if(orders, [&](const SayOrdered& each) {
        const bool is_repeated = each.repeat_ms != 0 && each.say.id == orders.back().say.id;
        return each.say.id <= last_said && !is_repeated;
      });
    }
  };
  Chat chat;
  bool without_eve = false;  ///< the session had gone on without her
  bool paused = false;       ///< by an operator

  /// The step that comes after those that are complete.
  std::int64_t next() const { return steps.empty() ? 0 : steps.back().judged.step + 1; }
};

}  // namespace sotto
