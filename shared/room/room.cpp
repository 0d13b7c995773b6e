#include "shared/room/room.hpp"

#include <algorithm>

#include "shared/base/durations.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {

using namespace std::chrono_literals;
using protocol::ErrorCode;
using protocol::Fault;
using protocol::Outcome;
using protocol::SessionState;

namespace {

/// After a stop, how long the farewells may take.
constexpr auto kStopFarewell = 700ms;

}  // namespace

Room::Room(std::string name, const SessionConfig& config, Time now,
           const std::vector<Change>& changes)
    : name_(std::move(name)), config_(config), plan_(config), criterion_(config.bits) {
  for (const auto& change : changes) plan_.add(change);
  for (auto& each : seats_) each.since = now;
}

std::optional<Role> Room::role_of(MemberId member) const {
  for (const auto role : kParties)
    if (seat(role).member == member) return role;
  return std::nullopt;
}

void Room::send_all(const protocol::FromRelay& message, Actions& out) const {
  for (const auto role : kParties)
    if (present(role) && !(role == Role::eve && eve_owes_))
      out.push_back(Send{*seat(role).member, message});
}

bool Room::before_finish(SessionState state) const {
  return state != SessionState::finishing && state != SessionState::finished;
}

double Room::since_begin(Time now) const {
  return began_at_ ? std::max(0.0, seconds(now - *began_at_)) : 0.0;
}

void Room::event(Time now, EventKind kind, std::string text, Actions& out) const {
  out.push_back(Tell{Event{since_begin(now), step_, kind, std::move(text)}});
}

// ---- Getting together ----

void Room::join(Time now, MemberId member, const protocol::Hello& hello, Actions& out) {
  const auto refuse_join = [&](ErrorCode code, std::string message) {
    ++refused_[code];
    out.push_back(Send{member, protocol::FromRelay{protocol::Error{code, message}}});
    out.push_back(Close{member, protocol::close_code(code), std::move(message)});
  };
  const std::string who(title(hello.role));
  if (!before_finish(state_))
    return refuse_join(ErrorCode::session_over, "session '" + name_ + "' has finished");
  auto& place = seat(hello.role);
  if (place.member)
    return refuse_join(ErrorCode::role_taken,
                       who + " is connected to session '" + name_ + "' already");
  waits_.waited(wait_name(hello.role, "to join"), now - place.since, step_);
  place = {.member = member, .holds = hello.holds, .violations = 0, .since = now};
  out.push_back(
      Send{member, protocol::FromRelay{protocol::Welcome{name_, hello.role, epoch_, step_, config_}}});
  event(now, EventKind::joined,
        who + " has joined" + (begun_ && hello.holds.empty() ? " without weights" : ""), out);
  if (hello.role == Role::eve && begun_) eve_owes_.reset();
  if (hello.role == Role::alice) hand_say(now, out);
  if (state_ == SessionState::gathering) try_begin(now, out);
}

/// Since when `role` is missing. Eve's time starts when there is somebody to hear.
Time Room::missing_since(Role role) const {
  auto since = seat(role).since;
  if (role == Role::eve)
    for (const auto& each : seats_) since = std::max(since, each.since);
  return since;
}

Time Room::join_deadline(Role role) const {
  return missing_since(role) + ms(config_.join_deadline_ms);
}

/// Who keeps the session from going on: Alice or Bob always, Eve at the start until her deadline.
std::optional<Role> Room::missing(Time now) const {
  for (const auto role : {Role::alice, Role::bob})
    if (!present(role)) return role;
  if (!begun_ && !present(Role::eve) && now < join_deadline(Role::eve)) return Role::eve;
  return std::nullopt;
}

void Room::try_begin(Time now, Actions& out) {
  if (missing(now)) return;
  if (!begun_ && !present(Role::eve)) {
    waits_.missed(wait_name(Role::eve, "to join"));
    event(now, EventKind::behind, "Eve has not joined in time: Alice and Bob go on without her",
          out);
  }
  begin_epoch(now, out);
}

/// The newest step that both Alice and Bob hold; where one comes with nothing, the other's.
void Room::begin_epoch(Time now, Actions& out) {
  const auto& alice = seat(Role::alice).holds;
  const auto& bob = seat(Role::bob).holds;
  std::vector<std::int64_t> common;
  std::ranges::set_intersection(alice, bob, std::back_inserter(common));
  if (!common.empty())
    step_ = common.back();
  else if (!begun_ && !(alice.empty() && bob.empty()))
    step_ = std::max(alice.empty() ? 0 : alice.back(), bob.empty() ? 0 : bob.back());
  const bool anew = begun_ || step_ > 0;
  if (anew) {
    ++epoch_;
    criterion_.rewind(step_);
    eve_owes_.reset();
    send_all(protocol::Rewind{epoch_, step_}, out);
    event(now, EventKind::epoch,
          "epoch " + std::to_string(epoch_) + " begins at step " + std::to_string(step_), out);
  }
  if (!began_at_) {
    began_at_ = now;
    event(now, EventKind::began, "the session begins", out);
  }
  begun_ = true;
  interrupted_ = false;
  state_ = SessionState::running;
  advance(now, out);
}

void Room::leave(Time now, MemberId member, Actions& out) {
  const auto role = role_of(member);
  if (!role) return;
  auto& place = seat(*role);
  place.member.reset();
  place.since = now;
  forget_chats(*role);
  event(now, EventKind::left, std::string(title(*role)) + " has left", out);
  if (state_ == SessionState::finishing) return try_close(now, out);
  if (state_ == SessionState::finished) return;
  if (*role == Role::eve) {
    eve_owes_.reset();
    gap_.reset();  // whoever joins next starts where the session is
    excuse_eve();
    return advance(now, out);
  }
  open_.clear();
  interrupted_ = begun_;
  event(now, EventKind::waiting, "waiting for " + wait_name(*role, "to join"), out);
  if (state_ == SessionState::running) state_ = SessionState::gathering;
}

// ---- The end ----

Outcome Room::outcome_now() const {
  return criterion_.kept_since() ? Outcome::secret : Outcome::no_secret;
}

void Room::finish(Time now, Outcome outcome, std::string reason, Actions& out) {
  const bool stopped = stop_at_.has_value();
  event(now, EventKind::finished,
        "the session ends before step " + std::to_string(step_) + ": " + reason, out);
  open_.clear();
  state_ = SessionState::finishing;
  eve_owes_.reset();  // she, too, is told and may answer
  // An epoch of its own: what was under way for steps that are called off cannot pass for a
  // farewell.
  finish_ = {++epoch_, step_, outcome, std::move(reason)};
  farewell_deadline_ =
      now + (stopped ? std::chrono::milliseconds(kStopFarewell) : ms(config_.reply_deadline_ms));
  send_all(finish_, out);
  try_close(now, out);
}

void Room::farewell(Time now, Role role, const protocol::Done& done, Actions& out) {
  if (done.epoch != finish_.epoch || done.step != finish_.step) {
    ++stale_;  // an answer to a step that was called off
    return;
  }
  farewells_[static_cast<std::size_t>(role)] = true;
  digests_[static_cast<std::size_t>(role)] = done.metrics.digest;
  if (role == Role::alice) shadow_digest_ = done.metrics.shadow_digest;
  try_close(now, out);
}

void Room::try_close(Time now, Actions& out) {
  for (const auto role : kParties)
    if (present(role) && !farewells_[static_cast<std::size_t>(role)]) return;
  state_ = SessionState::finished;
  finished_at_ = now;
  const auto& eve = digests_[static_cast<std::size_t>(Role::eve)];
  if (eve && shadow_digest_) twin_in_step_ = eve == shadow_digest_;
  for (const auto role : kParties)
    if (present(role)) {
      out.push_back(Close{*seat(role).member, protocol::kCloseNormal, finish_.reason});
      seat(role).member.reset();
    }
}

// ---- Refusing ----

void Room::refuse(Time now, MemberId member, const Fault& fault, Actions& out) {
  if (const auto role = role_of(member)) violation(now, *role, fault, out);
}

void Room::violation(Time now, Role role, const Fault& fault, Actions& out) {
  ++refused_[fault.code];
  out.push_back(Send{*seat(role).member, protocol::FromRelay{protocol::Error{fault.code, fault.message}}});
  event(now, EventKind::refused,
        "refused a message from " + std::string(title(role)) + ": " + fault.message + " (" +
            std::string(sotto::name(fault.code)) + ")",
        out);
  // From Eve only a mistimed `hello` or `done` is an error; anything else is an attempt.
  const bool forbidden_to_eve = role == Role::eve && fault.code != ErrorCode::out_of_turn &&
                                fault.code != ErrorCode::duplicate &&
                                fault.code != ErrorCode::wrong_epoch;
  if (forbidden_to_eve) return expel(now, role, ErrorCode::listen_only, fault.message, out);
  if (++seat(role).violations >= protocol::kMaxViolations)
    expel(
        now, role, ErrorCode::too_many_violations,
        "refused " + std::to_string(protocol::kMaxViolations) + " messages, the last: " + fault.message,
        out);
}

void Room::expel(Time now, Role role, ErrorCode code, const std::string& why, Actions& out) {
  const auto member = *seat(role).member;
  out.push_back(Send{member, protocol::FromRelay{protocol::Error{code, why}}});
  leave(now, member, out);
  out.push_back(Close{member, protocol::close_code(code), why});
}

}  // namespace sotto
