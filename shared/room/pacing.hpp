// When the next step begins, and which is the last: the step limit, and what operators ordered.
#pragma once

#include <cstdint>
#include <optional>

#include "shared/base/clock.hpp"

namespace sotto {

class Pacing {
 public:
  /// `limit`: the session ends before that step; 0 = none. Steps of audits do not count towards it:
  /// see insert() and lift_limit().
  explicit Pacing(std::int64_t limit) : limit_(limit) {}

  /// `steps` are put in at step `at`.
  void insert(std::int64_t at, std::int64_t steps);
  /// Something else than a limit ends the session.
  void lift_limit() { limit_ = 0; }

  // ---- Orders ----

  /// No step from `step` on begins until resume().
  void pause_at(std::int64_t step) { pause_at_ = step; }
  void resume() {
    pause_at_.reset();
    one_step_ = false;
  }
  /// In a pause: one step, the next one, then paused again.
  void one_step() { one_step_ = true; }
  /// The session ends before `step`.
  void stop_at(std::int64_t step) { stop_at_ = step; }
  /// A stop waits so long for the step at hand.
  void set_patience(Time until) { patience_ = until; }
  /// Slow motion: at least so long from one turn to the next; 0 = full speed.
  void set_interval(std::chrono::milliseconds interval) { interval_ = interval; }

  // ---- Answers ----

  bool stops() const { return stop_at_.has_value(); }
  bool slow_motion() const { return interval_.count() > 0; }
  std::chrono::milliseconds interval() const { return interval_; }

  /// Steps that may be open at once.
  std::int64_t ahead(std::int64_t turns_ahead) const { return slow_motion() ? 1 : turns_ahead; }

  /// What is to become of the session before `step`, the oldest that is not complete.
  enum class Before { go_on, pause, stop, limit };
  Before before(std::int64_t step, bool none_open) const;
  /// The pause that was ordered has come.
  void paused() { pause_at_.reset(); }

  /// Whether the turn of `step` may be given at all.
  bool may_open(std::int64_t step) const;
  /// In slow motion with no step open, when that may be; nothing: at once.
  std::optional<Time> not_before(bool none_open) const;
  void opened(Time now) { turn_at_ = now; }
  /// A step is to begin; in single steps the one after it is not.
  void begin(std::int64_t step);

  /// When a stop gives up waiting.
  std::optional<Time> patience() const { return patience_; }

 private:
  std::int64_t limit_;
  std::optional<std::int64_t> pause_at_;
  std::optional<std::int64_t> stop_at_;
  std::optional<Time> patience_;
  bool one_step_ = false;
  std::chrono::milliseconds interval_{0};
  Time turn_at_{};  ///< when the last turn was given
};

}  // namespace sotto
