// Writes one session into the journal.
#pragma once

#include "server/observers/journal/journal.hpp"
#include "server/session/observer.hpp"
#include "shared/room/room.hpp"

namespace sotto {

/// When the next of a kind is recorded, in seconds: at growing distances, so that a session of any
/// length has a few.
class SparseTimes {
 public:
  bool is_due(double t) const { return t >= next_; }
  void recorded(double t) { next_ = 1.25 * t + 0.5; }

 private:
  double next_ = 0;
};

class JournalObserver : public Observer {
 public:
  /// Opens a run for the session of `room`, which was opened at `created` (UTC). `journal` and the
  /// room's task must outlive this.
  JournalObserver(Journal& journal, const Room& room, const std::string& created);
  /// Of a session that goes on in that row of the table of runs.
  JournalObserver(Journal& journal, const Room& room, JournalReturn back);

  RunId run() const { return run_; }

  void observe(const SessionEvent& event, Time now) override;
  void finished(const Json& report) override;
  bool wants_probe() const override { return begun_ && probes_.is_due(t_); }
  void add_to(protocol::Status& status) const override { status.journal = true; }

 private:
  void write(JournalEventType type, std::string body);

  Journal& journal_;
  const Task& task_;
  RunId run_;
  bool begun_ = false;  ///< a step is complete
  double t_ = 0;        ///< of the last step
  SparseTimes ciphertexts_;
  SparseTimes probes_;
};

}  // namespace sotto
