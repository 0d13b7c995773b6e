#include "tests/unit/room/room_script.hpp"

#include <algorithm>
#include <utility>

#include "shared/protocol/limits.hpp"

namespace sotto {

using namespace std::chrono_literals;

SessionConfig small_session() {
  SessionConfig config;
  config.bits = 4;
  config.minibatch = 2;
  config.turns_ahead = 1;
  config.join_deadline_ms = 1'000;
  config.reply_deadline_ms = 300;
  config.eve_deadline_ms = 100;
  return config;
}

RoomScript::RoomScript(const SessionConfig& config) : room_("test", config, now_) {}

template <class Event>
void RoomScript::happen(Event&& event) {
  Actions actions;
  event(actions);
  for (const auto& action : actions) {
    if (const auto* tell = std::get_if<Tell>(&action)) {
      told_.push_back(*tell);
    } else if (const auto* close = std::get_if<Close>(&action)) {
      inbox_[close->to].push_back("close " + std::to_string(close->code));
    } else if (const auto* send = std::get_if<Send>(&action)) {
      if (const auto* text = std::get_if<protocol::FromRelay>(&send->message)) {
        inbox_[send->to].push_back(line_of(*text));
        if (const auto* error = std::get_if<protocol::Error>(text)) last_error_ = error->message;
      } else {
        const auto& header = std::get<protocol::Frame>(send->message).header();
        inbox_[send->to].push_back(std::string(name(header.kind)) + " " +
                                   std::to_string(header.epoch) + "." +
                                   std::to_string(header.step));
      }
    }
  }
}

std::string RoomScript::line_of(const protocol::FromRelay& message) {
  const auto at = [](const auto& m) {
    return std::to_string(m.epoch) + "." + std::to_string(m.step);
  };
  if (const auto* m = std::get_if<protocol::Welcome>(&message)) return "welcome " + at(*m);
  if (const auto* m = std::get_if<protocol::Turn>(&message))
    return "turn " + at(*m) + " " + std::string(name(m->phase)) + (m->digest ? " digest" : "") +
           (m->frozen ? " frozen" : "") +
           (m->reset != 0 ? " reset " + std::to_string(m->reset) : "") +
           (m->sensitivity ? " sensitivity" : "");
  if (const auto* m = std::get_if<protocol::Rewind>(&message)) return "rewind " + at(*m);
  if (const auto* m = std::get_if<protocol::Gap>(&message))
    return "gap " + std::to_string(m->first) + "-" + std::to_string(m->last);
  if (const auto* m = std::get_if<protocol::Finish>(&message))
    return "finish " + at(*m) + " " + std::string(name(m->outcome));
  if (const auto* m = std::get_if<protocol::Say>(&message))
    return "say " + std::to_string(m->id) + " " + m->text;
  if (const auto* m = std::get_if<protocol::Error>(&message))
    return "error " + std::string(name(m->code));
  return "?";
}

MemberId RoomScript::join(Role role, std::vector<std::int64_t> holds) {
  const auto id = ++last_member_;
  if (!members_.contains(role) || !std::ranges::count(status().connected, role))
    members_[role] = id;
  happen([&](Actions& out) {
    room_.join(now_, id, {protocol::kProtocolVersion, "test", role, "", std::move(holds)}, out);
  });
  return id;
}

void RoomScript::join_all() {
  for (const auto role : kParties) join(role);
}

void RoomScript::leave(Role role) {
  happen([&](Actions& out) { room_.leave(now_, member(role), out); });
}

void RoomScript::after(std::int64_t ms) {
  const auto until = now_ + std::chrono::milliseconds(ms);
  while (const auto next = room_.next_deadline()) {
    if (*next > until) break;
    now_ = std::max(now_, *next);
    happen([&](Actions& out) { room_.tick(now_, out); });
    const auto still = room_.next_deadline();
    ASSERT_TRUE(!still || *still > *next) << "a tick at a deadline must do away with it";
  }
  now_ = until;
}

void RoomScript::send(Role from, const protocol::Frame& frame) {
  happen([&](Actions& out) { room_.receive(now_, member(from), frame, out); });
}

void RoomScript::send(Role from, const protocol::ToRelay& message) {
  happen([&](Actions& out) { room_.receive(now_, member(from), message, out); });
}

void RoomScript::ciphertext() {
  const auto now = status();
  send(Role::alice, frame(protocol::FrameKind::ciphertext, now.epoch, now.step));
}

void RoomScript::feedback() {
  const auto now = status();
  send(Role::bob, frame(protocol::FrameKind::feedback, now.epoch, now.step));
}

void RoomScript::done(Role role, const protocol::Metrics& metrics) {
  const auto now = status();
  done(role, now.epoch, now.step, metrics);
}

void RoomScript::done(Role role, std::uint32_t epoch, std::int64_t step,
                      const protocol::Metrics& metrics) {
  send(role, protocol::ToRelay{protocol::Done{epoch, step, metrics}});
}

void RoomScript::command(protocol::CommandName name, std::optional<std::int64_t> at_step) {
  order({name, at_step});
}

std::optional<protocol::ErrorCode> RoomScript::order(const protocol::Command& command) {
  std::optional<protocol::Fault> wrong;
  happen([&](Actions& out) { wrong = room_.command(now_, command, out); });
  if (!wrong) return std::nullopt;
  last_error_ = wrong->message;
  return wrong->code;
}

void RoomScript::undecodable(Role role, protocol::ErrorCode code) {
  happen([&](Actions& out) { room_.refuse(now_, member(role), {code, "not readable"}, out); });
}

void RoomScript::play_step(bool eve_too, double bob_wrong, double eve_wrong) {
  const auto phase = status().phase;
  const auto epoch = status().epoch;
  const auto step = status().step;
  ciphertext();
  if (phase == Phase::alice_bob) feedback();
  if (eve_too) done(Role::eve, epoch, step, {.bits_wrong = eve_wrong});
  done(Role::alice, epoch, step, {.shadow_bits_wrong = eve_wrong});
  done(Role::bob, epoch, step, {.bits_wrong = bob_wrong});
}

Lines RoomScript::heard(MemberId member) { return std::exchange(inbox_[member], {}); }

Lines RoomScript::told(EventKind kind) const {
  Lines lines;
  for (const auto& each : told<Event>())
    if (each.kind == kind) lines.push_back(each.text);
  return lines;
}

void RoomScript::forget() {
  inbox_.clear();
  told_.clear();
}

std::int64_t RoomScript::refused(protocol::ErrorCode code) const {
  const auto found = room_.refused().find(code);
  return found == room_.refused().end() ? 0 : found->second;
}

}  // namespace sotto
