// One session's state machine: who may say what at which step, who is awaited, until when.
//
// No socket, no clock, no file: an event and the time go in, a list of actions comes out. The relay
// and the lab run the same Room.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/tasks/criterion.hpp"
#include "shared/room/step_progress.hpp"
#include "shared/room/session_event.hpp"
#include "shared/room/wait_log.hpp"
#include "shared/session/plan.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/protocol/messages.hpp"

namespace sotto {

/// A connection, as the Room knows it.
using MemberId = std::uint64_t;

struct Send {
  MemberId to;
  std::variant<protocol::FromRelay, protocol::Frame> message;
};
/// Close the connection. The Room has already forgotten the member.
struct Close {
  MemberId to;
  std::uint16_t code;
  std::string reason;
};
/// A line for the log.
struct Note {
  bool warning;
  std::string text;
};
using Action = std::variant<Send, Close, Note, Tell>;
using Actions = std::vector<Action>;

class Room {
 public:
  /// `config` must have passed validate(). `changes` are what operators will have changed, for a
  /// session that is played again.
  Room(std::string name, const SessionConfig& config, Time now,
       const std::vector<Change>& changes = {});

  // ---- Events ----

  /// A party has said hello; its version and token were found good. A role that is taken and a
  /// session that is over are refused.
  void join(Time now, MemberId member, const protocol::Hello& hello, Actions& out);
  /// A member's connection is gone. Members that the Room closed or never knew are ignored.
  void leave(Time now, MemberId member, Actions& out);
  /// A message of a party that has joined.
  void receive(Time now, MemberId member, const protocol::ToRelay& message, Actions& out);
  void receive(Time now, MemberId member, const protocol::Frame& frame, Actions& out);
  /// A party's message that could not even be decoded.
  void refuse(Time now, MemberId member, const protocol::Fault& fault, Actions& out);
  /// An operator's order. Returns what is wrong with it, if anything.
  std::optional<protocol::Fault> command(Time now, const protocol::Command& command, Actions& out);
  /// Whether anybody wants to see more than statuses: then Alice is asked for sensitivities.
  void set_watched(bool watched) { watched_ = watched; }
  /// To be called at next_deadline() or soon after; more often does no harm.
  void tick(Time now, Actions& out);

  // ---- What is so ----

  /// When tick() has something to do, if nothing else happens before.
  std::optional<Time> next_deadline() const;
  protocol::Status status(Time now) const;
  /// Seconds since the first turn; 0 before it.
  double since_begin(Time now) const;
  const SessionConfig& config() const { return config_; }
  const Plan& plan() const { return plan_; }
  const std::string& name() const { return name_; }
  protocol::SessionState state() const { return state_; }
  std::int64_t step() const { return step_; }
  bool finished() const { return state_ == protocol::SessionState::finished; }
  /// The report (docs/report.md). Complete once finished() is true.
  Json report(Time now) const;
  /// Messages refused, by code.
  const std::map<protocol::ErrorCode, std::int64_t>& refused() const { return refused_; }
  /// Counts a refusal that happened before the Room: a wrong token, version or first message.
  void count_refusal(protocol::ErrorCode code) { ++refused_[code]; }

 private:
  struct Seat {
    std::optional<MemberId> member;
    std::vector<std::int64_t> holds;
    int violations = 0;
    Time since;  ///< when it was taken or left
  };

  Seat& seat(Role role) { return seats_[static_cast<std::size_t>(role)]; }
  const Seat& seat(Role role) const { return seats_[static_cast<std::size_t>(role)]; }
  bool present(Role role) const { return seat(role).member.has_value(); }
  std::optional<Role> role_of(MemberId member) const;

  // Getting together
  void try_begin(Time now, Actions& out);
  void begin_epoch(Time now, Actions& out);
  std::optional<Role> missing(Time now) const;
  Time missing_since(Role role) const;
  Time join_deadline(Role role) const;

  // The step
  /// A step whose turn has been given and which is not complete.
  struct Step {
    std::int64_t number;
    Ledger ledger;
    bool sensitivity = false;  ///< Alice was asked for it
    Criterion::Entry entry;
    std::array<std::optional<double>, 3> compute_ms;
    std::array<std::optional<std::string>, 3> digests;
    std::optional<std::string> shadow_digest;
  };

  void advance(Time now, Actions& out);
  void retire(Time now, Actions& out);
  bool end_or_pause(Time now, Actions& out);
  bool may_open(std::int64_t step) const;
  void open_turn(Time now, Actions& out);
  Step* find_open(std::int64_t step);
  bool may_encrypt(std::int64_t step) const;
  void excuse_eve();
  bool stale(std::uint32_t epoch, std::int64_t step) const;
  std::optional<protocol::Fault> misplaced(std::uint32_t epoch, std::int64_t step) const;
  void done(Time now, Role role, const protocol::Done& done, Actions& out);
  void route(const Step& step, const Exchange& exchange, const protocol::Frame& frame, Actions& out);
  void measure(Step& step, Role role, const protocol::Metrics& metrics);
  void book(Time now, Step& step, Role role, Item item);
  std::optional<Time> deadline(const Ledger::Due& due) const;
  void expire(Time now, Actions& out);
  std::optional<Time> long_wait() const;
  void tell_long_wait(Time now, Actions& out);
  std::int64_t next_turn() const { return step_ + static_cast<std::int64_t>(open_.size()); }
  std::optional<Time> paced_until() const;

  // Orders
  void go_on(Time now, Actions& out);
  std::optional<protocol::Fault> change(Time now, const protocol::Command& command, Actions& out);

  // Messages beside the steps
  std::optional<protocol::Fault> refuses_chat(Role role, const protocol::Frame& frame) const;
  void chat(Time now, const protocol::Frame& frame, Actions& out);
  void reading(Time now, Role role, const protocol::Reading& reading, Actions& out);
  std::size_t unread_by(Role role) const;
  void forget_chats(Role role);
  std::optional<protocol::Fault> say(Time now, const protocol::Command& order, Actions& out);
  std::optional<Time> say_due() const;
  void hand_say(Time now, Actions& out);

  // The end
  void finish(Time now, protocol::Outcome outcome, std::string reason, Actions& out);
  void farewell(Time now, Role role, const protocol::Done& done, Actions& out);
  void try_close(Time now, Actions& out);
  protocol::Outcome outcome_now() const;

  // Refusing
  void violation(Time now, Role role, const protocol::Fault& fault, Actions& out);
  void expel(Time now, Role role, protocol::ErrorCode code, const std::string& why, Actions& out);

  void send_all(const protocol::FromRelay& message, Actions& out) const;
  bool before_finish(protocol::SessionState state) const;
  void event(Time now, EventKind kind, std::string text, Actions& out) const;

  // Constant after construction.
  std::string name_;
  SessionConfig config_;

  Plan plan_;
  protocol::SessionState state_ = protocol::SessionState::gathering;
  std::array<Seat, 3> seats_;
  std::uint32_t epoch_ = 0;
  std::int64_t step_ = 0;     ///< the oldest that is not complete
  bool begun_ = false;        ///< a turn has been given
  bool interrupted_ = false;  ///< Alice or Bob left: the next turn begins a new epoch
  std::deque<Step> open_;     ///< step_ and those after it; at most config_.turns_ahead
  std::optional<Time> began_at_;

  // Eve may be behind: then she gets neither turns nor ciphertexts until her late `done` is in.
  std::optional<std::int64_t> eve_owes_;  ///< the step of that `done`
  std::optional<protocol::Gap> gap_;          ///< what she has missed and was not yet told of
  std::int64_t missed_by_eve_ = 0;

  // What the operator asked for, carried out between steps.
  std::optional<std::int64_t> pause_at_;
  std::optional<std::int64_t> stop_at_;
  std::optional<Time> stop_patience_;
  bool one_step_ = false;     ///< pause again after the next step
  std::int64_t pace_ms_ = 0;  ///< at least so long from one turn to the next; 0 = full speed
  Time turn_at_;              ///< when the last turn was given

  // Messages beside the steps.
  struct Chat {
    std::int64_t frame_number;
    std::int64_t number;  ///< as watchers know it
    unsigned due;         ///< whose reading is due: a bit for each role
    unsigned read;        ///< who has read it
  };
  std::deque<Chat> chats_;  ///< the last ones; all whose reading is due
  std::int64_t messages_ = 0;
  struct Order {
    protocol::Say say;
    std::int64_t repeat_ms;
    Time due;
  };
  std::optional<Order> say_;         ///< what Alice is to be handed next
  std::optional<protocol::Say> handed_;  ///< what she was handed and has not sent yet
  std::int64_t last_say_ = 0;

  // For watchers.
  bool watched_ = false;
  std::optional<Time> sensitivity_at_;  ///< when it was asked for last
  struct ToldWait {
    std::int64_t step;
    const Exchange* exchange;
    bool operator==(const ToldWait&) const = default;
  };
  std::optional<ToldWait> told_wait_;  ///< the last long one that watchers were told of

  // The end.
  protocol::Finish finish_;
  std::optional<Time> farewell_deadline_;
  std::array<bool, 3> farewells_{};
  std::optional<Time> finished_at_;

  // What was measured.
  Criterion criterion_;
  std::optional<std::int64_t> secret_at_step_;
  std::optional<double> secret_at_s_;
  std::deque<double> eve_training_;
  std::array<std::optional<std::string>, 3> digests_;  ///< of the farewells
  std::optional<std::string> shadow_digest_;
  std::optional<bool> twin_in_step_;
  std::map<protocol::ErrorCode, std::int64_t> refused_;
  std::int64_t stale_ = 0;  ///< messages of an epoch that is over, dropped without blame
  WaitLog waits_;
};

}  // namespace sotto
