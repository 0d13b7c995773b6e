#include "simulation/faults/step_ledger.hpp"

#include <algorithm>

#include "shared/base/durations.hpp"
#include "shared/tasks/registry.hpp"
#include "simulation/faults/violation.hpp"

namespace sotto {
namespace {

std::string at(std::uint32_t epoch, std::int64_t step) {
  return std::to_string(epoch) + "." + std::to_string(step);
}

std::string who(Role role) { return std::string(title(role)); }

}  // namespace

bool refuses(const Actions& actions, MemberId member) {
  return std::ranges::any_of(actions, [&](const Action& action) {
    const auto* send = std::get_if<Send>(&action);
    if (send == nullptr || send->to != member) return false;
    const auto* text = std::get_if<protocol::FromRelay>(&send->message);
    return text != nullptr && std::holds_alternative<protocol::Error>(*text);
  });
}

StepLedger::StepLedger(const SessionConfig& config) : config_(config), task_(task_of(config)) {}

std::optional<Role> StepLedger::role_of(MemberId member) const {
  const auto found = members_.find(member);
  if (found == members_.end()) return std::nullopt;
  return found->second;
}

std::optional<MemberId> StepLedger::seat(Role role) const {
  for (const auto& [member, has] : members_)
    if (has == role) return member;
  return std::nullopt;
}

StepLedger::Open* StepLedger::find(std::int64_t step) {
  const auto index = step - oldest_;
  if (index < 0 || index >= std::ssize(open_)) return nullptr;
  return &open_[static_cast<std::size_t>(index)];
}

bool StepLedger::eve_listens(std::int64_t step) const {
  const auto* open = const_cast<StepLedger*>(this)->find(step);
  return open != nullptr && open->eve_owes;
}

const Phase* StepLedger::phase_of(std::int64_t step) const {
  const auto* open = const_cast<StepLedger*>(this)->find(step);
  return open == nullptr ? nullptr : open->phase;
}

void StepLedger::take(Time now, const RoomEvent& event, const Actions& actions, const Room& room) {
  frame_taken_ = false;
  if (const auto* returned = std::get_if<Returned>(&event)) begin_again(returned->past);
  if (const auto* joined = std::get_if<Joined>(&event);
      joined && !refuses(actions, joined->member)) {
    members_[joined->member] = joined->hello.role;
    holds_[joined->member] = joined->hello.holds;
  }
  if (const auto* message = std::get_if<Said>(&event))
    if (const auto* done = std::get_if<protocol::Done>(&message->message))
      said(message->member, *done, actions);
  if (const auto* frame = std::get_if<Framed>(&event)) framed(frame->member, frame->frame, actions);
  if (const auto* ordered = std::get_if<Ordered>(&event)) order(ordered->command, ordered->result);
  if (const auto* left = std::get_if<Left>(&event)) gone(left->member);
  // An Eve who is closed is out before what follows from that.
  for (const auto& action : actions)
    if (const auto* close = std::get_if<Close>(&action)) excuse(close->to);

  for (const auto& action : actions) {
    if (const auto* send = std::get_if<Send>(&action)) {
      const auto* text = std::get_if<protocol::FromRelay>(&send->message);
      if (text == nullptr) continue;
      if (const auto* given = std::get_if<protocol::Turn>(text)) turn(send->to, *given, room);
      if (const auto* back = std::get_if<protocol::Rewind>(text)) rewind(*back);
      if (const auto* finish = std::get_if<protocol::Finish>(text)) {
        epoch_ = finish->epoch;
        finishing_ = true;
        open_.clear();
      }
    } else if (const auto* told = std::get_if<SessionEvent>(&action)) {
      if (const auto* result = std::get_if<StepResult>(told)) complete(*result);
      const auto* notice = std::get_if<protocol::Notice>(told);
      if (notice != nullptr && notice->kind == protocol::NoticeKind::behind) behind(now);
    } else if (const auto* close = std::get_if<Close>(&action)) {
      gone(close->to);
    }
  }
  for (const auto& step : open_)
    for (const auto member : step.expect)
      if (members_.contains(member) && !step.told.contains(member))
        throw Violation("turns", who(members_.at(member)) + " was not given the turn of step " +
                                     at(epoch_, step.number));
  // Somebody is missing: what was open is called off.
  if (room.state() == protocol::SessionState::gathering) open_.clear();
  running_ = room.state() == protocol::SessionState::running;
  find_due(now);
}

/// Another relay knows what the journal of the last one holds. Everybody has to join it.
void StepLedger::begin_again(const Recollection& past) {
  members_.clear();
  holds_.clear();
  open_.clear();
  epoch_ = past.epoch;
  oldest_ = past.next();
  began_ = true;
  running_ = finishing_ = slow_ = false;
  pause_at_ = past.paused ? std::optional<std::int64_t>(0) : std::nullopt;
}

void StepLedger::excuse(MemberId member) {
  if (role_of(member) != Role::eve) return;
  for (auto& step : open_) step.eve_owes = false;
}

void StepLedger::gone(MemberId member) {
  excuse(member);
  members_.erase(member);
  holds_.erase(member);
}

void StepLedger::order(const protocol::Command& command, const protocol::CommandResult& result) {
  using protocol::CommandName;
  if (!result.accepted) return;
  if (command.name == CommandName::pace) slow_ = *command.step_ms > 0;
  if (command.name == CommandName::pause) pause_at_ = result.from_step;
  if (command.name == CommandName::resume) pause_at_.reset();
  if (command.name == CommandName::step) pause_at_ = *result.from_step + 1;
}

// ---- What is said ----

bool StepLedger::owes(const Open& step, const Exchange& exchange) const {
  return exchange.from != Role::eve || step.eve_owes;
}

bool StepLedger::done_by(Role role, const Open& step) const {
  const auto* done = step.phase->find(role, kDone);
  return done == nullptr || !owes(step, *done) || step.said.contains(done);
}

/// Why that may not be said now; nothing where it may.
std::optional<std::string> StepLedger::out_of_place(Role role, const Open& step,
                                                    const Exchange& exchange) const {
  if (step.said.contains(&exchange)) return "it was said already";
  if (!exchange.after.empty() && std::ranges::none_of(step.said, [&](const Exchange* said) {
        return said->item == exchange.after;
      }))
    return "it comes after the step's " + std::string(exchange.after);
  const bool frame = exchange.item != kDone;
  for (const auto& before : open_) {
    if (before.number >= step.number) break;
    if (done_by(role, before)) continue;
    const bool sent = frame && std::ranges::any_of(before.said, [&](const Exchange* said) {
                        return said->item == exchange.item;
                      });
    if (!sent || before.phase->changes_weights_of(role))
      return "step " + std::to_string(before.number) + " comes first";
  }
  return std::nullopt;
}

/// Records what was said in its place; false for what had none, which the Room must have refused,
/// or ignored where that is allowed.
bool StepLedger::place(Role role, std::uint32_t epoch, std::int64_t step, std::string_view item,
                       bool refused, bool ignored) {
  const auto what = who(role) + "'s " + std::string(item) + " of step " + at(epoch, step);
  if (epoch < epoch_) {
    if (!ignored)
      throw Violation("epochs", what + " is of an epoch that is over, and moved something");
    return false;
  }
  // Whoever stayed may not have known that a step was called off.
  if (!running_) return false;
  if (epoch > epoch_) {
    if (!refused) throw Violation("epochs", what + " is of an epoch to come, and was not refused");
    return false;
  }
  auto* open = find(step);
  const auto* exchange = open == nullptr ? nullptr : open->phase->find(role, item);
  std::optional<std::string> why;
  if (open == nullptr)
    why = "that step is not open";
  else if (exchange == nullptr)
    why = "the step has none of that role";
  else if (owes(*open, *exchange))
    why = out_of_place(role, *open, *exchange);
  else
    why = "nothing is due from Eve";
  if (!why && !refused) {
    open->said.insert(exchange);
    open->due_since.erase(exchange);
    return true;
  }
  if (why && !refused && (role != Role::eve || !ignored))
    throw Violation("order", what + " was not refused, but " + *why);
  return false;
}

namespace {

/// Nobody else hears or is told anything.
bool ignores(const Actions& actions) {
  return std::ranges::all_of(actions, [](const Action& action) {
    const auto* told = std::get_if<SessionEvent>(&action);
    return told != nullptr && std::holds_alternative<protocol::Notice>(*told);
  });
}

}  // namespace

void StepLedger::said(MemberId member, const protocol::Done& done, const Actions& actions) {
  const auto role = role_of(member);
  if (!role || finishing_) return;
  const bool refused = refuses(actions, member);
  if (*role == Role::listener || *role == Role::attacker) {
    if (!refused) throw Violation("passive", who(*role) + "'s done was not refused");
    return;
  }
  place(*role, done.epoch, done.step, kDone, refused, ignores(actions));
}

void StepLedger::framed(MemberId member, const protocol::Frame& frame, const Actions& actions) {
  const auto role = role_of(member);
  if (!role || finishing_ || frame.header().kind == protocol::kChatFrame) return;
  const bool refused = refuses(actions, member);
  if (only_hears(*role)) {
    if (!refused) throw Violation("passive", "a frame of " + who(*role) + "'s was not refused");
    return;
  }
  const auto* type = task_.find_frame(frame.header().kind);
  const auto shape = type == nullptr ? FrameShape{} : type->shape(config_);
  if (!refused && frame.header().epoch == epoch_ && running_ &&
      (type == nullptr || frame.header().rows != shape.rows ||
       frame.header().columns != shape.columns || !protocol::within(frame.values(), type->bound)))
    throw Violation("frames", who(*role) + "'s frame of step " +
                                  at(frame.header().epoch, frame.header().step) +
                                  " is none of the task's and was not refused");
  frame_taken_ = place(*role, frame.header().epoch, frame.header().step,
                       type == nullptr ? std::string_view("frame") : std::string_view(type->name),
                       refused, ignores(actions));
}

// ---- What the Room makes of it ----

void StepLedger::turn(MemberId to, const protocol::Turn& turn, const Room& room) {
  const auto name = "the turn of step " + at(turn.epoch, turn.step);
  if (turn.epoch != epoch_)
    throw Violation("turns", name + " was given in epoch " + std::to_string(epoch_));
  if (turn.step == next()) {
    const auto ahead = slow_ ? 1 : config_.turns_ahead;
    if (turn.step - oldest_ >= ahead)
      throw Violation("turns", name + " was given before step " +
                                   std::to_string(turn.step - ahead) + " was complete");
    const auto planned = room.plan().at(turn.step).phase;
    if (turn.phase != planned)
      throw Violation("turns", name + " is of phase " + turn.phase + ", expected " + planned);
    if (pause_at_ && turn.step >= *pause_at_)
      throw Violation("turns", name + " was given in a pause");
    open_.push_back({turn.step, task_.find_phase(turn.phase)});
    for (const auto& [member, role] : members_)
      if (role != Role::eve && role != Role::attacker) open_.back().expect.insert(member);
  }
  if (open_.empty() || turn.step != open_.back().number)
    throw Violation("turns", name + " was given, expected " + std::to_string(next()));
  const auto role = role_of(to);
  if (!role) throw Violation("turns", name + " went to nobody");
  if (!open_.back().told.insert(to).second)
    throw Violation("turns", name + " was given to " + who(*role) + " two times");
  if (*role == Role::eve) open_.back().eve_owes = true;
  began_ = true;
}

void StepLedger::complete(const StepResult& result) {
  const auto step = result.judged.step;
  const auto name = "step " + at(epoch_, step);
  if (open_.empty() || open_.front().number != step)
    throw Violation("steps", name + " was completed, expected " + std::to_string(oldest_));
  const auto& open = open_.front();
  for (const auto& exchange : open.phase->exchanges)
    if (!open.said.contains(&exchange) && owes(open, exchange))
      throw Violation("steps", name + " was completed without " + who(exchange.from) + "'s " +
                                   std::string(exchange.item));
  const auto* of_eve = open.phase->find(Role::eve, kDone);
  if (of_eve != nullptr && !open.said.contains(of_eve)) eve_in_all_ = false;
  open_.pop_front();
  ++oldest_;
  ++completed_;
}

void StepLedger::rewind(const protocol::Rewind& rewind) {
  if (rewind.epoch == epoch_) return;  // it goes to everybody
  if (rewind.epoch != epoch_ + 1)
    throw Violation("epochs", "epoch " + std::to_string(rewind.epoch) + " follows epoch " +
                                  std::to_string(epoch_));
  if (began_ && rewind.step > oldest_)
    throw Violation("epochs", "epoch " + std::to_string(rewind.epoch) + " begins at step " +
                                  std::to_string(rewind.step) + ", but step " +
                                  std::to_string(oldest_) + " was not completed");
  bool all_hold = began_;
  for (const auto role : kParties) {
    const auto member = seat(role);
    if (!member || (role == Role::eve && config_.eve_return_ms == 0)) continue;
    const auto joined = holds_.find(*member);
    if (joined != holds_.end() && oldest_ > 0 &&
        std::ranges::find(joined->second, oldest_) == joined->second.end())
      all_hold = false;
  }
  if (all_hold && rewind.step != oldest_)
    throw Violation("epochs", "epoch " + std::to_string(rewind.epoch) + " begins at step " +
                                  std::to_string(rewind.step) + ", although all hold step " +
                                  std::to_string(oldest_));
  epoch_ = rewind.epoch;
  finishing_ = false;  // who was lost before its farewell has to come to the end again
  oldest_ = rewind.step;
  open_.clear();
  holds_.clear();
}

/// Eve is said to be late: then she must have been.
void StepLedger::behind(Time now) {
  for (auto& step : open_)
    for (const auto& [exchange, since] : step.due_since)
      if (exchange->from == Role::eve && now >= since + ms(config_.eve_deadline_ms)) {
        for (auto& each : open_) {
          each.eve_owes = false;
          std::erase_if(each.due_since,
                        [](const auto& due) { return due.first->from == Role::eve; });
        }
        return;
      }
  if (!open_.empty() && seat(Role::eve))
    throw Violation("deadlines", "Eve is called late before eve_deadline_ms have passed");
}

void StepLedger::find_due(Time now) {
  for (auto& step : open_) {
    std::erase_if(step.due_since, [&](const auto& due) { return !owes(step, *due.first); });
    for (const auto& exchange : step.phase->exchanges) {
      if (step.said.contains(&exchange) || !owes(step, exchange)) continue;
      const bool may = std::ranges::all_of(open_, [&](const Open& before) {
        return before.number >= step.number || done_by(exchange.from, before);
      });
      if (may && !out_of_place(exchange.from, step, exchange))
        step.due_since.try_emplace(&exchange, now);
    }
  }
}

std::vector<StepLedger::Due> StepLedger::due() const {
  std::vector<Due> all;
  for (const auto& step : open_)
    for (const auto& [exchange, since] : step.due_since) {
      const auto patience =
          exchange->from == Role::eve ? config_.eve_deadline_ms : config_.reply_deadline_ms;
      all.push_back({step.number, exchange->from, exchange->item, since, since + ms(patience)});
    }
  return all;
}

}  // namespace sotto
