// How a Room takes up a session that another Room began, in a relay that is no more.
#include "shared/base/durations.hpp"
#include "shared/room/room.hpp"

namespace sotto {

using protocol::NoticeKind;

/// The figures of the steps come again, as they came the first time: what is judged by them is the
/// same.
void Room::recall(Time now, const Recollection& past, Actions& out) {
  begun_ = interrupted_ = true;
  epoch_ = past.epoch;
  epochs_ = past.epochs;
  eve_apart_ = past.without_eve;
  chat_.recall(past.chat, now);
  if (past.paused) pacing_.pause_at(0);
  for (const auto& changed : past.changes) recall(changed);
  for (const auto& begun : past.audits) audits_.begin(begun.audit, begun.attackers);
  if (past.goal && !past.steps.empty() && past.goal->step < past.steps.front().judged.step)
    scoreboard_.recall(past.goal->step, past.goal->t);
  for (const auto& step : past.steps) recall(now, step, out);
  for (const auto& found : past.findings) audits_.take(found, now);
  // Those that are over were told of when they were.
  while (audits_.conclude(now)) {
  }
  began_at_ = now - (past.steps.empty() ? Time::duration{}
                                        : std::chrono::duration_cast<Time::duration>(
                                              std::chrono::duration<double>(past.steps.back().t)));
  notice(
      now, NoticeKind::returned,
      "the relay is back: of this session it knows the steps before " + std::to_string(past.next()),
      out);
}

void Room::recall(const PlanChanged& changed) {
  plan_.add(changed.change);
  if (changed.change.kind != ChangeKind::audit) return;
  pacing_.insert(changed.change.at_step, plan_.audit_steps());
  if (!changed.decides) return;
  goal_audit_ = changed.change.at_step;
  pacing_.lift_limit();
}

void Room::recall(Time now, const StepResult& step, Actions& out) {
  const auto number = step.judged.step;
  steps_.restart(number + 1);
  scoreboard_.add(step.judged, step.t);
  // What it orders had not been kept, where it does.
  audit_the_goal(now, number, out);
  const auto audit = plan_.at(number).audit;
  if (!audit) return;
  audits_.add(*audit, step.judged);
  if (number + 1 == *audit + plan_.audit_steps()) audits_.await_findings(*audit, now);
}

}  // namespace sotto
