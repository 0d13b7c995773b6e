// The steps that are open at once: the oldest that is not complete, and those given ahead.
#pragma once

#include <deque>

#include "shared/room/session_event.hpp"
#include "shared/room/step_progress.hpp"

namespace sotto {

/// A step whose turn has been given and which is not complete.
struct OpenStep {
  std::int64_t number;
  StepProgress progress;
  bool probe = false;       ///< the party whose it is, was asked for it
  bool checkpoint = false;  ///< the weights before it are kept
  StepResult result = {};   ///< what has been measured so far
  protocol::ByName<std::string> digests = {};
};

/// Steps are numbered without a gap. Errors are values; nothing here knows connections.
class StepWindow {
 public:
  bool empty() const { return open_.empty(); }
  std::int64_t size() const { return static_cast<std::int64_t>(open_.size()); }
  /// The oldest step that is not complete: the number of steps done.
  std::int64_t oldest() const { return oldest_; }
  /// The step whose turn comes next.
  std::int64_t next() const { return oldest_ + size(); }

  /// Goes on at `step`; what is open is called off.
  void restart(std::int64_t step);
  /// Calls off what is open.
  void call_off() { open_.clear(); }

  /// Whether the weights before any open step are kept.
  bool keeps_weights() const;

  /// Opens step number next().
  OpenStep& open(const Phase& phase, bool eve_listens, Time now);

  /// Null where that step is not open.
  OpenStep* find(std::int64_t step);

  /// Why a message of that step has no place now: it is not open.
  std::optional<protocol::Fault> refuses(std::int64_t step) const;
  /// Why `from` may not say `item` in that step, which is open.
  std::optional<protocol::Fault> refuses(std::int64_t step, Role from, std::string_view item) const;

  /// Records what was found good. Returns for how long it was due.
  std::chrono::nanoseconds record(std::int64_t step, Role from, std::string_view item, Time now);

  /// The oldest open step, where it is complete: it is taken out, and the next is the oldest.
  std::optional<OpenStep> take_completed();

  /// Eve missed her deadline: nothing more is due from her in any of these steps.
  void excuse_eve();
  /// The newest open step of which Eve has been sent a frame: she will still work through it.
  std::optional<std::int64_t> newest_heard_by_eve() const;

  /// What holds the oldest step up, or null.
  const StepProgress::Due* first_due() const;

  /// Something that is due, with its step's number.
  struct Due {
    std::int64_t step;
    const Exchange* exchange;
    Time since;
  };
  std::vector<Due> due() const;

 private:
  bool may_say_ahead(std::int64_t step, Role from, std::string_view item) const;

  std::int64_t oldest_ = 0;
  std::deque<OpenStep> open_;
};

}  // namespace sotto
