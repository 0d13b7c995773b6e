// A Room under a script: parties that say what the test tells them, and a clock that stands still
// until the test moves it.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/room/room.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "tests/support/frames.hpp"

namespace sotto {

using protocol::NoticeKind;
using Lines = std::vector<std::string>;

/// N = 4, B = 2 and deadlines that are easy to tell apart: 1,000 ms to join, 300 ms to reply, 100
/// ms for Eve.
SessionConfig small_session();

class RoomScript {
 public:
  explicit RoomScript(const SessionConfig& config = small_session());

  // ---- What happens ----

  /// Says hello as `role`; the member it becomes.
  MemberId join(Role role, std::vector<std::int64_t> holds = {},
                const std::optional<std::string>& nonce = {});
  /// Says hello as the attacker of that name.
  MemberId attack(const std::string& name);
  void join_all();
  void leave(Role role) { leave(member(role)); }
  void leave(MemberId member);
  /// Moves the clock, ticking whenever the Room wants to be.
  void after(std::int64_t ms);

  void send(Role from, const protocol::Frame& frame) { send(member(from), frame); }
  void send(Role from, const protocol::ToRelay& message) { send(member(from), message); }
  void send(MemberId from, const protocol::Frame& frame);
  void send(MemberId from, const protocol::ToRelay& message);
  void ciphertext();  ///< Alice's, for the step at hand
  void feedback();    ///< Bob's
  void done(Role role, const protocol::Metrics& metrics = {});
  void done(Role role, std::uint32_t epoch, std::int64_t step,
            const protocol::Metrics& metrics = {});
  /// Every party answers `finish`, with a digest of that digit for its own network.
  void farewells(char digit = 'd');
  /// Gives an order under a new id; what became of it.
  protocol::CommandResult result_of(protocol::Command command);
  void command(protocol::CommandName name, std::optional<std::int64_t> at_step = {}) {
    result_of({.name = name, .at_step = at_step});
  }
  /// The code of what was wrong with it, if anything.
  std::optional<protocol::ErrorCode> order(const protocol::Command& command) {
    return result_of(command).code;
  }
  void count_refusal(protocol::ErrorCode code) { room_.count_refusal(code); }
  void watch() { room_.set_watched(true); }
  void undecodable(Role role, protocol::ErrorCode code) { undecodable(member(role), code); }
  void undecodable(MemberId member, protocol::ErrorCode code);

  /// Everything Alice and Bob say in the step at hand, and Eve too if she is to say anything.
  void play_step(bool eve_too = true, double bob_wrong = 2, double eve_wrong = 2);
  void play_steps(int count) {
    for (int i = 0; i < count; ++i) play_step();
  }

  /// A window of steps of the main phase in which Eve is more than N/16 better than chance and Bob
  /// is not: she has had her chance.
  void eve_learns();

  // ---- What was heard ----

  /// What was sent to `role` since this was last asked, one line each: "turn 0.3 eve",
  /// "ciphertext 0.3" (epoch.step), "error out_of_turn", "close 4018", ...
  Lines heard(Role role) { return heard(member(role)); }
  Lines heard(MemberId member);
  /// What watchers were told since forget(): the texts of the notices of a kind, ...
  Lines told(NoticeKind kind) const;
  /// ... and everything of a type.
  template <class T>
  std::vector<T> told() const {
    std::vector<T> all;
    for (const auto& each : told_)
      if (const auto* found = std::get_if<T>(&each)) all.push_back(*found);
    return all;
  }
  /// Forgets what everybody has heard so far.
  void forget();
  /// The sentence of the last error or refused order.
  const std::string& last_error() const { return last_error_; }

  /// Whether anybody has ever been `role`.
  bool knows(Role role) const { return members_.contains(role); }
  MemberId member(Role role) const { return members_.at(role); }
  const Room& room() const { return room_; }
  protocol::Status status() const { return room_.status(now_); }
  Json report() const { return room_.report(now_); }
  std::int64_t refused(protocol::ErrorCode code) const;

 private:
  template <class Event>
  void happen(Event&& event);
  std::string line_of(const protocol::Frame& frame) const;
  static std::string line_of(const protocol::FromRelay& message);

  Time now_{std::chrono::hours(1)};
  Room room_;
  std::map<Role, MemberId> members_;  ///< the last that was each
  std::map<MemberId, Lines> inbox_;
  MemberId last_member_ = 0;
  std::int64_t last_command_ = 0;
  std::string last_error_;
  std::vector<SessionEvent> told_;
};

}  // namespace sotto
