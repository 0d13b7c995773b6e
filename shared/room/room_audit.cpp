// The Room's audits: when they begin, what attackers say, and what the session comes to by it.
#include <algorithm>

#include "shared/protocol/finding_text.hpp"
#include "shared/room/room.hpp"

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;
using protocol::NoticeKind;

/// One was ordered that is not over.
bool Room::audit_pending() const {
  const auto audit = plan_.last_audit();
  return audit && step() < *audit + plan_.audit_steps();
}

/// Why no audit may be ordered now.
std::optional<Fault> Room::refuses_audit() const {
  if (task_.audit_phase.empty())
    return Fault{ErrorCode::bad_field, "task '" + task_.name + "' has no audits"};
  if (audit_pending())
    return Fault{ErrorCode::out_of_turn, "an audit is ordered from step " +
                                             std::to_string(*plan_.last_audit()) +
                                             " on, the next one may be when it is over"};
  return std::nullopt;
}

/// Where the session goes on until it is audited: from a step on that depends on that of the goal
/// alone, so that it is the same however fast anybody is.
void Room::audit_the_goal(Time now, std::int64_t step, Actions& out) {
  if (!ends_by_audit(config_) || goal_audit_ || !scoreboard_.criterion().met_since() ||
      audit_pending())
    return;
  goal_audit_ = plan_.cycle_start(step + 1 + config_.turns_ahead);
  change_plan(
      now, {.change = {.at_step = *goal_audit_, .kind = ChangeKind::audit}, .decides = true}, out);
  pacing_.lift_limit();  // from here on the audit ends it
}

void Room::begin_audit(Time now, std::int64_t audit, Actions& out) {
  const auto names = seats_.attacker_names();
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
  audits_.begin(audit, names);
  out.push_back(SessionEvent{AuditBegun{audit, names}});
  notice_at(now, audit, NoticeKind::audit,
            "an audit begins: " + (all.empty() ? "nobody attacks" : "there attack " + all), out);
}

void Room::step_of_audit(Time now, std::int64_t audit, const JudgedStep& step, Actions& out) {
  audits_.add(audit, step);
  if (step.step + 1 < audit + plan_.audit_steps()) return;
  audits_.await_findings(audit, now);
  conclude_audit(now, out);
}

void Room::finding(Time now, MemberId member, const protocol::Finding& finding, Actions& out) {
  if (!playing()) return;
  if (const auto fault = audits_.refuses(seats_.attacker_name(member), finding))
    return violation(now, member, Role::attacker, *fault, out);
  if (!audits_.take(finding, now)) return;
  out.push_back(SessionEvent{protocol::ToldFinding{finding, since_begin(now)}});
  if (!finding.final) return;
  notice(now, NoticeKind::audit, to_text(finding, config_.bits), out);
  if (conclude_audit(now, out)) advance(now, out);
}

/// Whether one has come to its end just now.
bool Room::conclude_audit(Time now, Actions& out) {
  bool any = false;
  while (const auto audit = audits_.conclude(now)) {
    notice(now, NoticeKind::audited, audits_.sentence(*audit), out);
    any = true;
  }
  return any;
}

/// The step before which the session stands until the audit that decides it has come to its end.
std::optional<std::int64_t> Room::verdict_step() const {
  if (!goal_audit_) return std::nullopt;
  return *goal_audit_ + plan_.audit_steps();
}

/// Whether the turn of `step` may be given at all.
bool Room::may_open(std::int64_t step) const {
  const auto last = verdict_step();
  return pacing_.may_open(step) && (!last || step < *last);
}

/// Whether all that is left to do is to hear what the attackers of the newest audit found.
bool Room::awaits_findings() const {
  const auto audit = plan_.last_audit();
  return audit && step() >= *audit + plan_.audit_steps() && audits_.awaited(*audit) != nullptr;
}

}  // namespace sotto
