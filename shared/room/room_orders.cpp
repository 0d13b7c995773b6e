// What operators order: when steps are given, and what they are.
#include <algorithm>

#include "shared/base/durations.hpp"
#include "shared/room/room.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {

using namespace std::chrono_literals;
using protocol::CommandName;
using protocol::ErrorCode;
using protocol::Fault;
using protocol::SessionState;

namespace {

/// After a stop, how long the step at hand may take.
constexpr auto kStopPatience = 500ms;

std::optional<ChangeKind> change_kind(CommandName name) {
  if (name < CommandName::cycle) return std::nullopt;
  return static_cast<ChangeKind>(static_cast<int>(name) - static_cast<int>(CommandName::cycle));
}
static_assert(Names<ChangeKind>::values.back() == Names<CommandName>::values.back());

}  // namespace

std::optional<Fault> Room::command(Time now, const protocol::Command& command, Actions& out) {
  if (!before_finish(state_)) {
    if (command.name <= CommandName::stop) return std::nullopt;  // it has stopped
    return Fault{ErrorCode::session_over, "session '" + name_ + "' has finished"};
  }
  switch (command.name) {
    case CommandName::pause:
      pause_at_ = std::max(command.at_step.value_or(0), next_turn());
      advance(now, out);  // in slow motion no step may be under way
      return std::nullopt;
    case CommandName::resume:
      pause_at_.reset();
      if (state_ != SessionState::paused) return std::nullopt;
      event(now, EventKind::resumed, "resumed by the operator", out);
      go_on(now, out);
      return std::nullopt;
    case CommandName::step:
      if (state_ != SessionState::paused)
        return Fault{ErrorCode::out_of_turn, "a single step is for a session that is paused"};
      event(now, EventKind::control, "one step, then paused again", out);
      one_step_ = true;
      go_on(now, out);
      return std::nullopt;
    case CommandName::stop:
      stop_at_ = command.at_step.value_or(0);
      if (command.at_step && *command.at_step > step_) return std::nullopt;
      if (open_.empty())
        finish(now, outcome_now(), "stopped by the operator", out);
      else
        stop_patience_ = now + kStopPatience;
      return std::nullopt;
    case CommandName::pace:
      pace_ms_ = command.step_ms;
      event(now, EventKind::control,
            pace_ms_ == 0
                ? "full speed"
                : "slow motion: at most one step every " + std::to_string(pace_ms_) + " ms",
            out);
      advance(now, out);
      return std::nullopt;
    case CommandName::say:
      return say(now, command, out);
    default:
      return change(now, command, out);
  }
}

void Room::go_on(Time now, Actions& out) {
  state_ = SessionState::gathering;
  if (missing(now)) return;
  if (interrupted_) return begin_epoch(now, out);
  state_ = SessionState::running;
  advance(now, out);
}

std::optional<Fault> Room::change(Time now, const protocol::Command& command, Actions& out) {
  if (plan_.changes().size() >= protocol::kMaxChanges)
    return Fault{ErrorCode::overflow, "a session takes at most 1000 changes"};
  auto changed = config_;
  if (command.name == CommandName::cycle) changed.cycle = command.cycle;
  if (command.name == CommandName::learning_rate) changed.learning_rate = command.learning_rate;
  if (const auto wrong = validate(changed)) return Fault{ErrorCode::bad_field, *wrong};
  // Whoever has been given a step may have begun it.
  const auto at = plan_.cycle_start(std::max(command.at_step.value_or(0), next_turn()));
  if (at > kMaxSteps)
    return Fault{ErrorCode::bad_field, "the next cycle begins with step " + std::to_string(at) +
                                           ", beyond the last possible step"};
  const Change change{at, *change_kind(command.name), command.cycle, command.learning_rate};
  plan_.add(change);
  out.push_back(Tell{change});
  out.push_back(Tell{Event{since_begin(now), at, EventKind::control,
                           "from step " + std::to_string(at) + " on " + to_text(change)}});
  return std::nullopt;
}

}  // namespace sotto
