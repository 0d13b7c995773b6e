#include "shared/room/room.hpp"

#include <algorithm>

#include "shared/base/durations.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {

using namespace std::chrono_literals;
using protocol::ErrorCode;
using protocol::Fault;
using protocol::NoticeKind;
using protocol::SessionState;

namespace {

/// After a stop, how long the farewells may take.
constexpr auto kStopFarewell = 700ms;

std::string who(Role role) { return std::string(title(role)); }

}  // namespace

Room::Room(std::string name, const SessionConfig& config, Time now,
           const std::vector<Change>& changes)
    : name_(std::move(name)),
      config_(config),
      task_(task_of(config)),
      task_info_(describe(task_, config)),
      plan_(config, task_.main_phase, task_.audit_phase),
      seats_(now),
      pacing_(config.steps),
      chat_(config.bits),
      audits_(task_, config),
      scoreboard_(task_, config),
      checkpoint_at_(now) {
  for (const auto& frame : task_.frames) shapes_.push_back(frame.shape(config));
  for (const auto& change : changes) plan_.add(change);
}

void Room::send_all(const protocol::FromRelay& message, Actions& out) const {
  for (const auto party : kParties)
    if (present(party) && !(party == Role::eve && eve_.behind()))
      out.push_back(Send{seats_.member(party), message});
  for (const auto listener : seats_.listeners()) out.push_back(Send{listener, message});
  // Of all turns attackers hear those of audits alone: the others would only cost them time.
  const auto* turn = std::get_if<protocol::Turn>(&message);
  if (turn != nullptr && !turn->audit) return;
  for (const auto& attacker : seats_.attackers()) out.push_back(Send{attacker.member, message});
}

bool Room::playing() const {
  return state_ != SessionState::finishing && state_ != SessionState::finished;
}

double Room::since_begin(Time now) const {
  return began_at_ ? std::max(0.0, seconds(now - *began_at_)) : 0.0;
}

void Room::notice_at(Time now, std::int64_t step, NoticeKind kind, std::string text,
                     Actions& out) const {
  out.push_back(SessionEvent{protocol::Notice{since_begin(now), step, kind, std::move(text)}});
}

void Room::notice(Time now, NoticeKind kind, std::string text, Actions& out) const {
  notice_at(now, step(), kind, std::move(text), out);
}

// ---- Getting together ----

void Room::join(Time now, MemberId member, const protocol::Hello& hello, Actions& out) {
  std::optional<Fault> fault;
  // While the session ends a party may come back: to say farewell, or, where the end has to come
  // again because of another, to take part in it.
  if (finished() || (!playing() && !is_party(hello.role)))
    fault = Fault{ErrorCode::session_over, "session '" + name_ + "' has finished"};
  else
    fault = seats_.refuses(hello.role, name_, hello.attacker);
  if (fault) {
    scoreboard_.count_refusal(fault->code);
    out.push_back(Send{member, protocol::FromRelay{protocol::Error{fault->code, fault->message}}});
    out.push_back(Close{member, protocol::close_code(fault->code), fault->message});
    return;
  }
  const auto empty = seats_.take(hello.role, member, hello.holds, now, hello.attacker, hello.nonce);
  out.push_back(Send{
      member, protocol::FromRelay{protocol::Welcome{protocol::kProtocolVersion, name_, hello.role,
                                                    epoch_, step(), config_, task_info_}}});
  if (hello.role == Role::listener)
    return notice(now, NoticeKind::joined, "a listener has joined", out);
  if (hello.role == Role::attacker)
    return notice(now, NoticeKind::joined, "attacker '" + hello.attacker + "' has joined", out);
  scoreboard_.waits().waited(wait_name(hello.role, "to join"), empty, step());
  notice(
      now, NoticeKind::joined,
      who(hello.role) + " has joined" + (begun_ && hello.holds.empty() ? " without weights" : ""),
      out);
  if (hello.role == Role::eve && begun_) eve_.forgive();
  if (hello.role == Role::alice || hello.role == Role::bob) introduce(out);
  if (hello.role == Role::bob) chat_.joins(hello.heard);
  if (hello.role == Role::alice) hand_say(now, out);
  if (state_ == SessionState::gathering) try_begin(now, out);
  if (state_ == SessionState::finishing)
    out.push_back(Send{member, protocol::FromRelay{farewells_.finish()}});
}

/// Alice and Bob hear of each other before anything that either sends from now on: messages go
/// between two epochs, too.
void Room::introduce(Actions& out) const {
  if (!present(Role::alice) || !present(Role::bob)) return;
  if (const auto meeting = seats_.meeting())
    for (const auto party : {Role::alice, Role::bob})
      out.push_back(Send{seats_.member(party), protocol::FromRelay{*meeting}});
}

Time Room::join_deadline(Role party) const {
  return seats_.missing_since(party) + ms(config_.join_deadline_ms);
}

/// Until when the session waits for an Eve who is not there.
Time Room::eve_due() const {
  return begun_ ? seats_.missing_since(Role::eve) + ms(config_.eve_return_ms)
                : join_deadline(Role::eve);
}

/// Who keeps the session from going on: Alice or Bob always, Eve until she is waited for no longer.
std::optional<Role> Room::missing(Time now) const {
  for (const auto party : {Role::alice, Role::bob})
    if (!present(party)) return party;
  if (!present(Role::eve) && !eve_apart_ && now < eve_due()) return Role::eve;
  return std::nullopt;
}

void Room::try_begin(Time now, Actions& out) {
  if (missing(now)) return;
  if (!present(Role::eve) && !eve_apart_) {
    eve_apart_ = true;
    scoreboard_.waits().missed(wait_name(Role::eve, "to join"));
    notice(now, NoticeKind::behind,
           std::string("Eve has not ") + (begun_ ? "come back" : "joined") +
               " in time: Alice and Bob go on without her",
           out);
  }
  begin_epoch(now, out);
}

void Room::begin_epoch(Time now, Actions& out) {
  std::vector<Role> needed{Role::alice, Role::bob};
  if (config_.eve_return_ms > 0 && present(Role::eve) && !eve_apart_) needed.push_back(Role::eve);
  const bool weights_may_differ = begun_ || seats_.any_held();
  // They may be ahead of a step whose figures were lost, with their lines or with another relay: it
  // is taken again.
  steps_.restart(seats_.common_step(needed, begun_ ? std::optional(step()) : std::nullopt));
  // From here on they can go back to it, whether or not a step is completed meanwhile.
  seats_.hold(step());
  if (weights_may_differ) {
    ++epoch_;
    ++epochs_;
    scoreboard_.rewind(step());
    eve_.forgive();
    send_all(protocol::Rewind{epoch_, step()}, out);
    out.push_back(SessionEvent{Rewound{step(), epoch_}});
    notice(now, NoticeKind::epoch,
           "epoch " + std::to_string(epoch_) + " begins at step " + std::to_string(step()), out);
  }
  if (!began_at_) {
    began_at_ = now;
    notice(now, NoticeKind::began, "the session begins", out);
  }
  for (const auto& frame : chat_.begin_reading())
    out.push_back(Send{seats_.member(Role::bob), frame});
  begun_ = true;
  interrupted_ = false;
  state_ = SessionState::running;
  advance(now, out);
}

void Room::leave(Time now, MemberId member, Actions& out) { depart(now, member, {}, out); }

/// `why`: what it was sent away for; empty where it went.
void Room::depart(Time now, MemberId member, const std::string& why, Actions& out) {
  const auto left = why.empty() ? std::string(" has left") : " was sent away: " + why;
  const auto role = seats_.role_of(member);
  if (!role) return;
  const auto attacker = *role == Role::attacker ? seats_.attacker_name(member) : std::string();
  seats_.vacate(member, now);
  if (*role == Role::attacker)
    return notice(now, NoticeKind::left, "attacker '" + attacker + "'" + left, out);
  if (*role == Role::listener) return notice(now, NoticeKind::left, "a listener" + left, out);
  chat_.forget(*role);
  notice(now, NoticeKind::left, who(*role) + left, out);
  if (state_ == SessionState::finishing) {
    if (!is_to_come_back(now, *role)) return try_close(now, out);
    state_ = SessionState::running;  // the end comes again, behind the steps that it takes with it
  }
  if (state_ == SessionState::finished) return;
  if (*role == Role::eve) return eve_left(now, out);
  interrupt(now, *role, out);
}

/// Whether a party that is lost while the session ends is waited for: without its farewell nobody
/// knows what it has learned. Who was silent for too long, or was to stop, is not.
bool Room::is_to_come_back(Time now, Role party) const {
  if (farewells_.answered(party) || pacing_.stops() || now >= farewells_.deadline()) return false;
  return party != Role::eve || (config_.eve_return_ms > 0 && !eve_apart_);
}

/// Nothing goes on until `who`, who has left, is back.
void Room::interrupt(Time now, Role who, Actions& out) {
  steps_.call_off();
  interrupted_ = begun_;
  notice(now, NoticeKind::waiting, "waiting for " + wait_name(who, "to join"), out);
  if (state_ == SessionState::running) state_ = SessionState::gathering;
}

void Room::eve_left(Time now, Actions& out) {
  if (begun_ && config_.eve_return_ms > 0 && !eve_apart_) {
    eve_.forgive();
    eve_.forget_gap();
    return interrupt(now, Role::eve, out);
  }
  eve_apart_ = begun_;
  eve_.forgive();
  eve_.forget_gap();
  steps_.excuse_eve();
  advance(now, out);
}

// ---- The end ----

void Room::finish(Time now, const std::string& outcome, std::string reason, Actions& out) {
  notice(now, NoticeKind::finished,
         "the session ends before step " + std::to_string(step()) + ": " + reason, out);
  if (const auto unsaid = chat_.unsaid(); unsaid > 0)
    notice(now, NoticeKind::control,
           "the session ends before Alice has sent what she was to say: " + std::to_string(unsaid) +
               (unsaid == 1 ? " message" : " messages"),
           out);
  steps_.call_off();
  state_ = SessionState::finishing;
  eve_.forgive();  // she, too, is told and may answer
  // An epoch of its own: what was under way for steps that are called off cannot pass for a
  // farewell.
  const auto patience =
      pacing_.stops() ? std::chrono::milliseconds(kStopFarewell) : ms(config_.reply_deadline_ms);
  farewells_.begin({++epoch_, step(), outcome, std::move(reason)}, now + patience);
  send_all(farewells_.finish(), out);
  try_close(now, out);
}

void Room::farewell(Time now, Role party, const protocol::Done& done, Actions& out) {
  if (farewells_.answer(party, done))
    try_close(now, out);
  else
    scoreboard_.count_stale();
}

void Room::try_close(Time now, Actions& out) {
  for (const auto party : kParties)
    if (present(party) && !farewells_.answered(party)) return;
  state_ = SessionState::finished;
  finished_at_ = now;
  scoreboard_.compare(farewells_.digests());
  auto everybody = seats_.listeners();
  for (const auto& attacker : seats_.attackers()) everybody.push_back(attacker.member);
  for (const auto party : kParties)
    if (present(party)) everybody.push_back(seats_.member(party));
  for (const auto member : everybody) {
    out.push_back(Close{member, protocol::kCloseNormal, farewells_.finish().reason});
    seats_.vacate(member, now);
  }
}

void Room::expire_farewells(Time now, Actions& out) {
  if (state_ != SessionState::finishing || now < farewells_.deadline()) return;
  for (const auto party : kParties)
    if (present(party) && !farewells_.answered(party)) {
      scoreboard_.waits().missed(wait_name(party, "farewell"));
      expel(now, seats_.member(party), ErrorCode::deadline, "no farewell in time", out);
      if (finished()) return;
    }
}

// ---- Refusing ----

void Room::refuse(Time now, MemberId member, const Fault& fault, Actions& out) {
  if (const auto role = seats_.role_of(member)) violation(now, member, *role, fault, out);
}

void Room::violation(Time now, MemberId member, Role role, const Fault& fault, Actions& out) {
  scoreboard_.count_refusal(fault.code);
  out.push_back(Send{member, protocol::FromRelay{protocol::Error{fault.code, fault.message}}});
  notice(now, NoticeKind::refused,
         "refused a message from " + who(role) + ": " + fault.message + " (" +
             std::string(sotto::name(fault.code)) + ")",
         out);
  // From who only hears a mistimed message is an error; anything else is an attempt.
  const bool forbidden = only_hears(role) && fault.code != ErrorCode::out_of_turn &&
                         fault.code != ErrorCode::duplicate && fault.code != ErrorCode::wrong_epoch;
  if (forbidden)
    return expel(now, member,
                 fault.code == ErrorCode::overflow ? fault.code : ErrorCode::listen_only,
                 fault.message, out);
  if (seats_.count_violation(member) >= protocol::kMaxViolations)
    expel(now, member, ErrorCode::too_many_violations,
          "refused " + std::to_string(protocol::kMaxViolations) +
              " messages, the last: " + fault.message,
          out);
}

void Room::expel(Time now, MemberId member, ErrorCode code, const std::string& why, Actions& out) {
  out.push_back(Send{member, protocol::FromRelay{protocol::Error{code, why}}});
  depart(now, member, why, out);
  out.push_back(Close{member, protocol::close_code(code), why});
}

}  // namespace sotto
