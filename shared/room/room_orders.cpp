// What operators order: when steps are given, and what they are.
#include <algorithm>

#include "shared/base/durations.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/room/room.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {

using namespace std::chrono_literals;
using protocol::CommandName;
using protocol::ErrorCode;
using protocol::Fault;
using protocol::NoticeKind;
using protocol::SessionState;

namespace {

/// After a stop, how long the step at hand may take.
constexpr auto kStopPatience = 500ms;

ChangeKind change_kind(CommandName name) {
  return static_cast<ChangeKind>(static_cast<int>(name) - static_cast<int>(CommandName::cycle));
}
static_assert(Names<ChangeKind>::values.back() == Names<CommandName>::values.back());

}  // namespace

protocol::CommandResult Room::command(Time now, const protocol::Command& command, Actions& out) {
  const auto ordered = carry_out(now, command, out);
  if (ordered) return {.id = command.id, .accepted = true, .from_step = *ordered};
  const auto fault = ordered.error();
  scoreboard_.count_refusal(fault.code);
  return {.id = command.id, .accepted = false, .code = fault.code, .message = fault.message};
}

Room::Ordered Room::carry_out(Time now, const protocol::Command& command, Actions& out) {
  if (!playing()) {
    if (command.name <= CommandName::stop) return std::nullopt;  // it has stopped
    return Fault{ErrorCode::session_over, "session '" + name_ + "' has finished"};
  }
  switch (command.name) {
    case CommandName::pause: {
      const auto at = std::max(command.at_step.value_or(0), steps_.next());
      pacing_.pause_at(at);
      advance(now, out);  // in slow motion no step may be under way
      return at;
    }
    case CommandName::resume:
      pacing_.resume();
      if (state_ != SessionState::paused) return std::nullopt;
      notice(now, NoticeKind::resumed, "resumed by the operator", out);
      go_on(now, out);
      return std::nullopt;
    case CommandName::step:
      if (state_ != SessionState::paused)
        return Fault{ErrorCode::out_of_turn, "a single step is for a session that is paused"};
      notice(now, NoticeKind::control, "one step, then paused again", out);
      pacing_.one_step();
      go_on(now, out);
      return step();
    case CommandName::stop:
      return stop(now, command, out);
    case CommandName::pace:
      pacing_.set_interval(ms(*command.step_ms));
      notice(now, NoticeKind::control,
             pacing_.slow_motion()
                 ? "slow motion: at most one step every " + std::to_string(*command.step_ms) + " ms"
                 : "full speed",
             out);
      advance(now, out);
      return std::nullopt;
    case CommandName::say:
      return say(now, command, out);
    case CommandName::cycle:
    case CommandName::learning_rate:
    case CommandName::freeze:
    case CommandName::unfreeze:
    case CommandName::reset_eve:
    case CommandName::audit:
      return change(now, command, out);
  }
  return std::nullopt;
}

Room::Ordered Room::stop(Time now, const protocol::Command& command, Actions& out) {
  const auto at = command.at_step.value_or(0);
  pacing_.stop_at(at);
  if (at > step()) return at;
  if (steps_.empty())
    finish(now, scoreboard_.outcome(), "stopped by the operator", out);
  else
    pacing_.set_patience(now + kStopPatience);
  return std::nullopt;
}

void Room::go_on(Time now, Actions& out) {
  state_ = SessionState::gathering;
  if (missing(now)) return;
  if (interrupted_) return begin_epoch(now, out);
  state_ = SessionState::running;
  advance(now, out);
}

Room::Ordered Room::change(Time now, const protocol::Command& command, Actions& out) {
  if (plan_.changes().size() >= protocol::kMaxChanges)
    return Fault{ErrorCode::overflow, "a session takes at most 1000 changes"};
  if (command.name == CommandName::audit)
    if (const auto fault = refuses_audit()) return *fault;
  auto changed = config_;
  if (command.cycle) changed.cycle = *command.cycle;
  if (command.learning_rate) changed.learning_rate = *command.learning_rate;
  if (const auto wrong = why_not_playable(changed)) return Fault{ErrorCode::bad_field, *wrong};
  // Whoever has been given a step may have begun it.
  const auto at = plan_.cycle_start(std::max(command.at_step.value_or(0), steps_.next()));
  if (at > kMaxSteps)
    return Fault{ErrorCode::bad_field, "the next cycle begins with step " + std::to_string(at) +
                                           ", beyond the last possible step"};
  const Change change{at, change_kind(command.name), command.cycle.value_or(Cycle{}),
                      command.learning_rate.value_or(0)};
  change_plan(now, {change}, out);
  return at;
}

void Room::change_plan(Time now, const PlanChanged& changed, Actions& out) {
  const auto& change = changed.change;
  plan_.add(change);
  if (change.kind == ChangeKind::audit) pacing_.insert(change.at_step, plan_.audit_steps());
  out.push_back(SessionEvent{changed});
  notice_at(now, change.at_step, NoticeKind::control,
            "from step " + std::to_string(change.at_step) + " on " + to_text(change), out);
}

}  // namespace sotto
