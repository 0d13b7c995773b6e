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
    if (const auto* tell = std::get_if<SessionEvent>(&action)) {
      told_.push_back(*tell);
    } else if (const auto* close = std::get_if<Close>(&action)) {
      inbox_[close->to].push_back("close " + std::to_string(close->code));
    } else if (const auto* send = std::get_if<Send>(&action)) {
      if (const auto* text = std::get_if<protocol::FromRelay>(&send->message)) {
        inbox_[send->to].push_back(line_of(*text));
        if (const auto* error = std::get_if<protocol::Error>(text)) last_error_ = error->message;
      } else {
        inbox_[send->to].push_back(line_of(std::get<protocol::Frame>(send->message)));
      }
    }
  }
}

std::string RoomScript::line_of(const protocol::Frame& frame) const {
  const auto& header = frame.header();
  const auto* type = room_.task().find_frame(header.kind);
  return (type == nullptr ? "chat" : type->name) + " " + std::to_string(header.epoch) + "." +
         std::to_string(header.step);
}

std::string RoomScript::line_of(const protocol::FromRelay& message) {
  const auto at = [](const auto& m) {
    return std::to_string(m.epoch) + "." + std::to_string(m.step);
  };
  if (const auto* m = std::get_if<protocol::Welcome>(&message)) return "welcome " + at(*m);
  if (const auto* m = std::get_if<protocol::Turn>(&message))
    return "turn " + at(*m) + " " + m->phase + (m->digest ? " digest" : "") +
           (m->frozen ? " frozen" : "") +
           (m->eve_generation != 0 ? " generation " + std::to_string(m->eve_generation) : "") +
           (m->probe ? " probe" : "") + (m->audit ? " of " + std::to_string(*m->audit) : "");
  if (const auto* m = std::get_if<protocol::Rewind>(&message)) return "rewind " + at(*m);
  if (const auto* m = std::get_if<protocol::Meeting>(&message))
    return "meeting " + m->alice + " " + m->bob;
  if (const auto* m = std::get_if<protocol::Gap>(&message))
    return "gap " + std::to_string(m->first) + "-" + std::to_string(m->last);
  if (const auto* m = std::get_if<protocol::Finish>(&message))
    return "finish " + at(*m) + " " + m->outcome;
  if (const auto* m = std::get_if<protocol::Say>(&message))
    return "say " + std::to_string(m->id) + " " + m->text;
  if (const auto* m = std::get_if<protocol::Error>(&message))
    return "error " + std::string(name(m->code));
  return "?";
}

MemberId RoomScript::join(Role role, std::vector<std::int64_t> holds,
                          const std::optional<std::string>& nonce) {
  const auto id = ++last_member_;
  if (!members_.contains(role) || !std::ranges::count(status().connected, role))
    members_[role] = id;
  happen([&](Actions& out) {
    room_.join(now_, id,
               {.protocol = protocol::kProtocolVersion,
                .session = "test",
                .role = role,
                .token = "",
                .holds = std::move(holds),
                .attacker = {},
                .nonce = nonce},
               out);
  });
  return id;
}

MemberId RoomScript::attack(const std::string& name) {
  const auto id = ++last_member_;
  happen([&](Actions& out) {
    room_.join(now_, id,
               {.protocol = protocol::kProtocolVersion,
                .session = "test",
                .role = Role::attacker,
                .token = "",
                .holds = {},
                .attacker = name},
               out);
  });
  return id;
}

void RoomScript::join_all() {
  for (const auto role : kParties) join(role);
}

void RoomScript::leave(MemberId member) {
  happen([&](Actions& out) { room_.leave(now_, member, out); });
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

void RoomScript::send(MemberId from, const protocol::Frame& frame) {
  happen([&](Actions& out) { room_.receive(now_, from, frame, out); });
}

void RoomScript::send(MemberId from, const protocol::ToRelay& message) {
  happen([&](Actions& out) { room_.receive(now_, from, message, out); });
}

void RoomScript::ciphertext() {
  const auto now = status();
  const auto shape = room_.task().find_frame(kCiphertextKind)->shape(room_.config());
  send(Role::alice, frame(kCiphertextKind, now.epoch, now.step, 0.5F, shape.rows, shape.columns));
}

void RoomScript::feedback() {
  const auto now = status();
  const auto shape = room_.task().find_frame(kFeedbackKind)->shape(room_.config());
  send(Role::bob, frame(kFeedbackKind, now.epoch, now.step, 0.5F, shape.rows, shape.columns));
}

void RoomScript::done(Role role, const protocol::Metrics& metrics) {
  const auto now = status();
  done(role, now.epoch, now.step, metrics);
}

void RoomScript::done(Role role, std::uint32_t epoch, std::int64_t step,
                      const protocol::Metrics& metrics) {
  send(role, protocol::ToRelay{protocol::Done{epoch, step, metrics}});
}

void RoomScript::farewells(char digit) {
  for (const auto role : kParties)
    done(role, {.digests = {{std::string(name(role)), digest(digit)}}});
}

protocol::CommandResult RoomScript::result_of(protocol::Command command) {
  command.id = ++last_command_;
  protocol::CommandResult result;
  happen([&](Actions& out) { result = room_.command(now_, command, out); });
  EXPECT_EQ(result.id, command.id);
  EXPECT_NE(result.accepted, result.code.has_value()) << "one or the other";
  EXPECT_EQ(result.code.has_value(), result.message.has_value());
  if (result.message) last_error_ = *result.message;
  return result;
}

void RoomScript::undecodable(MemberId member, protocol::ErrorCode code) {
  happen([&](Actions& out) { room_.refuse(now_, member, {code, "not readable"}, out); });
}

void RoomScript::play_step(bool eve_too, double bob_wrong, double eve_wrong) {
  const auto phase = status().phase;
  const auto epoch = status().epoch;
  const auto step = status().step;
  ciphertext();
  if (phase == kAliceBobPhase) feedback();
  if (eve_too) done(Role::eve, epoch, step, {.values = {{"eve", eve_wrong}}});
  done(Role::alice, epoch, step, {.values = {{"shadow", eve_wrong}}});
  done(Role::bob, epoch, step, {.values = {{"bob", bob_wrong}}});
}

void RoomScript::eve_learns() {
  const auto until = status().main_steps + room_.task_info().goal.window;
  while (status().main_steps < until) play_step(true, /*bob_wrong=*/2, /*eve_wrong=*/1.5);
}

Lines RoomScript::heard(MemberId member) { return std::exchange(inbox_[member], {}); }

Lines RoomScript::told(NoticeKind kind) const {
  Lines lines;
  for (const auto& each : told<protocol::Notice>())
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
