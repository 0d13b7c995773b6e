// One session's state machine: who may say what at which step, who is awaited, until when.
//
// No socket, no clock, no file: an event and the time go in, a list of actions comes out. The
// relay, the lab and the simulation run the same Room. It only puts things in sequence; each
// concern is a part of its own (seats, step window, pacing, ...), which returns values and knows no
// actions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/room/action.hpp"
#include "shared/room/audit_desk.hpp"
#include "shared/room/chat_desk.hpp"
#include "shared/room/eve_lag.hpp"
#include "shared/room/farewells.hpp"
#include "shared/room/pacing.hpp"
#include "shared/room/recollection.hpp"
#include "shared/room/scoreboard.hpp"
#include "shared/room/seats.hpp"
#include "shared/room/step_window.hpp"
#include "shared/session/plan.hpp"
#include "shared/tasks/task.hpp"

namespace sotto {

class Room {
 public:
  /// `config` must be playable (shared/tasks/registry.hpp). `changes` are what operators will have
  /// changed, for a session that is played again.
  Room(std::string name, const SessionConfig& config, Time now,
       const std::vector<Change>& changes = {});

  /// Goes on with a session that was begun before, in another process. To be called first, if at
  /// all.
  void recall(Time now, const Recollection& past, Actions& out);

  // ---- Events ----

  /// A party or a listener has said hello; its version and token were found good. A seat that is
  /// taken and a session that is over are refused.
  void join(Time now, MemberId member, const protocol::Hello& hello, Actions& out);
  /// A member's connection is gone. Members that the Room closed or never knew are ignored.
  void leave(Time now, MemberId member, Actions& out);
  /// A message of a member that has joined.
  void receive(Time now, MemberId member, const protocol::ToRelay& message, Actions& out);
  void receive(Time now, MemberId member, const protocol::Frame& frame, Actions& out);
  /// A member's message that could not even be decoded.
  void refuse(Time now, MemberId member, const protocol::Fault& fault, Actions& out);
  /// An operator's order: accepted with the step from which it holds, or the fault.
  protocol::CommandResult command(Time now, const protocol::Command& command, Actions& out);
  /// Whether anybody wants to see more than statuses: then a party is asked for probes.
  void set_watched(bool watched) { watched_ = watched; }
  /// To be called at next_deadline() or soon after; more often does no harm.
  void tick(Time now, Actions& out);
  /// Counts a refusal that happened before the Room: a wrong token, version or first message.
  void count_refusal(protocol::ErrorCode code) { scoreboard_.count_refusal(code); }

  // ---- Queries ----

  /// When tick() has something to do, if nothing else happens before.
  std::optional<Time> next_deadline() const;
  protocol::Status status(Time now) const;
  /// What the session is about, as clients are told it.
  const protocol::TaskInfo& task_info() const { return task_info_; }
  /// Seconds since the first turn; 0 before it.
  double since_begin(Time now) const;
  const SessionConfig& config() const { return config_; }
  const Task& task() const { return task_; }
  const Plan& plan() const { return plan_; }
  const std::string& name() const { return name_; }
  protocol::SessionState state() const { return state_; }
  std::int64_t step() const { return steps_.oldest(); }
  bool finished() const { return state_ == protocol::SessionState::finished; }
  /// The report (docs/report.md). Complete once finished() is true.
  Json report(Time now) const;
  /// Messages refused, by code.
  const std::map<protocol::ErrorCode, std::int64_t>& refused() const {
    return scoreboard_.refused();
  }

 private:
  bool present(Role party) const { return seats_.present(party); }
  bool eve_hears() const { return present(Role::eve) && !eve_.behind(); }

  // Going on
  void recall(const PlanChanged& changed);
  void recall(Time now, const StepResult& step, Actions& out);

  // Getting together
  void introduce(Actions& out) const;
  void try_begin(Time now, Actions& out);
  void begin_epoch(Time now, Actions& out);
  std::optional<Role> missing(Time now) const;
  Time join_deadline(Role party) const;
  Time eve_due() const;
  void interrupt(Time now, Role who, Actions& out);
  void eve_left(Time now, Actions& out);
  bool is_to_come_back(Time now, Role party) const;

  // The step
  void advance(Time now, Actions& out);
  void retire(Time now, const OpenStep& step, Actions& out);
  bool end_or_pause(Time now, Actions& out);
  bool is_checkpoint(std::int64_t step, Time now) const;
  void open_turn(Time now, Actions& out);
  bool stale(std::uint32_t epoch, std::int64_t step) const;
  std::optional<protocol::Fault> misplaced(std::uint32_t epoch, std::int64_t step) const;
  void done(Time now, Role party, const protocol::Done& done, Actions& out);
  std::optional<protocol::Fault> refuses(Role party, const protocol::Metrics& metrics) const;
  std::optional<protocol::Fault> refuses_probe(const protocol::Done& done);
  void measure(OpenStep& step, Role party, const protocol::Metrics& metrics) const;
  void frame_of_step(Time now, Role party, const protocol::Frame& frame, Actions& out);
  std::optional<protocol::Fault> refuses(const FrameType& type, const protocol::Frame& frame) const;
  void route(Time now, const OpenStep& step, const Exchange& exchange, const protocol::Frame& frame,
             Actions& out);
  void record(Time now, std::int64_t step, Role party, std::string_view item);
  Time deadline(const Exchange& exchange, Time since) const;
  void expire(Time now, Actions& out);
  std::optional<Time> long_wait() const;
  void tell_long_wait(Time now, Actions& out);

  // Orders
  using Ordered = protocol::Result<std::optional<std::int64_t>>;
  Ordered carry_out(Time now, const protocol::Command& command, Actions& out);
  Ordered stop(Time now, const protocol::Command& command, Actions& out);
  Ordered change(Time now, const protocol::Command& command, Actions& out);
  /// Why no text can be sent where the task has none.
  std::string without_chat() const;
  Ordered say(Time now, const protocol::Command& command, Actions& out);
  void change_plan(Time now, const PlanChanged& changed, Actions& out);
  void go_on(Time now, Actions& out);

  // Audits
  bool audit_pending() const;
  std::optional<protocol::Fault> refuses_audit() const;
  void audit_the_goal(Time now, std::int64_t step, Actions& out);
  void begin_audit(Time now, std::int64_t audit, Actions& out);
  void step_of_audit(Time now, std::int64_t audit, const JudgedStep& step, Actions& out);
  void finding(Time now, MemberId member, const protocol::Finding& finding, Actions& out);
  bool conclude_audit(Time now, Actions& out);
  std::optional<std::int64_t> verdict_step() const;
  bool may_open(std::int64_t step) const;
  bool awaits_findings() const;

  // Messages beside the steps
  void chat(Time now, Role party, const protocol::Frame& frame, Actions& out);
  void chat_done(Time now, Role party, const protocol::ChatDone& done, Actions& out);
  std::optional<Time> say_due() const;
  void hand_say(Time now, Actions& out);

  // The end
  void finish(Time now, const std::string& outcome, std::string reason, Actions& out);
  void farewell(Time now, Role party, const protocol::Done& done, Actions& out);
  void try_close(Time now, Actions& out);
  void expire_farewells(Time now, Actions& out);
  /// Whether the end has not begun.
  bool playing() const;

  // Refusing
  void violation(Time now, MemberId member, Role role, const protocol::Fault& fault, Actions& out);
  void depart(Time now, MemberId member, const std::string& why, Actions& out);
  void expel(Time now, MemberId member, protocol::ErrorCode code, const std::string& why,
             Actions& out);

  void send_all(const protocol::FromRelay& message, Actions& out) const;
  void notice(Time now, protocol::NoticeKind kind, std::string text, Actions& out) const;
  void notice_at(Time now, std::int64_t step, protocol::NoticeKind kind, std::string text,
                 Actions& out) const;

  // Constant after construction.
  std::string name_;
  SessionConfig config_;
  const Task& task_;
  protocol::TaskInfo task_info_;
  std::vector<FrameShape> shapes_;  ///< of the task's frames, in their order

  // The parts.
  Plan plan_;
  Seats seats_;
  StepWindow steps_;
  EveLag eve_;
  Pacing pacing_;
  ChatDesk chat_;
  AuditDesk audits_;
  Farewells farewells_;
  Scoreboard scoreboard_;

  // The sequence.
  protocol::SessionState state_ = protocol::SessionState::gathering;
  std::uint32_t epoch_ = 0;
  std::int64_t epochs_ = 1;   ///< how many have begun
  bool begun_ = false;        ///< a turn has been given
  bool interrupted_ = false;  ///< a party that is waited for left: the next turn begins a new epoch
  bool eve_apart_ = false;    ///< the session went on without Eve: it does not wait for her again
  Time checkpoint_at_;        ///< when weights were kept last
  std::optional<std::int64_t> goal_audit_;  ///< the audit that decides the session, once ordered
  std::optional<Time> began_at_;
  std::optional<Time> finished_at_;

  // For watchers.
  bool watched_ = false;
  std::optional<Time> probe_at_;  ///< when it was asked for last
  struct ToldWait {
    std::int64_t step;
    const Exchange* exchange;
    bool operator==(const ToldWait&) const = default;
  };
  std::optional<ToldWait> told_wait_;  ///< the last long one that watchers were told of
};

/// What clients are told of a task in a session of that configuration.
protocol::TaskInfo describe(const Task& task, const SessionConfig& config);

}  // namespace sotto
