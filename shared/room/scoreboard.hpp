// What a session has come to: its criterion, its twins, its waits, and what was refused.
#pragma once

#include <map>
#include <memory>

#include "shared/room/session_event.hpp"
#include "shared/room/wait_log.hpp"
#include "shared/tasks/task.hpp"

namespace sotto {

class Scoreboard {
 public:
  /// `task` must outlive this.
  Scoreboard(const Task& task, const SessionConfig& config);

  /// What a step changed, for people: the goal is met, or no longer.
  enum class News { none, goal_met, goal_lost };
  /// Steps come in their order. `t`: seconds since the first turn.
  News add(const JudgedStep& step, double t);
  /// The goal was met first by that step, which does not come again.
  void recall(std::int64_t step, double t) {
    met_at_step_ = step;
    met_at_s_ = t;
  }
  /// Steps from `step` on come again.
  void rewind(std::int64_t step);

  /// Compares the twins' digests, where both are there.
  void compare(const protocol::ByName<std::string>& digests);

  const Criterion& criterion() const { return *criterion_; }
  /// The goal's name where it is met, else what it is called where it is not.
  const std::string& outcome() const;
  std::optional<bool> twin_in_step() const { return twin_in_step_; }
  protocol::ByName<double> means() const;

  void count_refusal(protocol::ErrorCode code) { ++refused_[code]; }
  const std::map<protocol::ErrorCode, std::int64_t>& refused() const { return refused_; }
  std::int64_t refusals() const;
  /// A message of an epoch that is over: dropped without blame.
  void count_stale() { ++stale_; }

  WaitLog& waits() { return waits_; }

  /// Adds its part to the session's report.
  void report(Json& report, std::int64_t main_steps) const;

 private:
  const Task& task_;
  Goal goal_;
  std::unique_ptr<Criterion> criterion_;
  std::optional<std::int64_t> met_at_step_;  ///< first
  std::optional<double> met_at_s_;
  std::optional<bool> twin_in_step_;
  std::map<protocol::ErrorCode, std::int64_t> refused_;
  std::int64_t stale_ = 0;
  WaitLog waits_;
};

}  // namespace sotto
