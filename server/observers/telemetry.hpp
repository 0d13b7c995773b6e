// What a session's watchers are shown: the session so far, and what happens, as messages for them.
//
// No socket and no clock of its own; everything that it keeps is bounded.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "server/observers/history.hpp"
#include "server/session/observer.hpp"

namespace sotto {

/// Whoever wants to hear of it at once.
class Audience {
 public:
  virtual ~Audience() = default;
  virtual bool listens() const = 0;
  /// One message, as text.
  virtual void tell(const std::string& text) = 0;
  /// The same for operators, too, who listen to nothing else.
  virtual void tell_operators(const std::string& text) { tell(text); }
  /// Steps that have been sampled are to be taken again: what has been sampled so far goes first.
  virtual void take_samples_now(Time now) = 0;
};

class Telemetry : public Observer {
 public:
  /// `task` must outlive this.
  Telemetry(std::string session, std::int64_t bits, const Task& task);

  /// Of a session that goes on: what watchers were told before, and its steps so far.
  void recall(const protocol::Snapshot& told, const std::vector<Bucket>& folded,
              const std::vector<StepResult>& steps);

  /// Null: nobody. It must outlive this or be taken away.
  void set_audience(Audience* audience) { audience_ = audience; }

  void observe(const SessionEvent& event, Time now) override;

  // ---- Samples ----

  /// Whether steps were completed since the last samples().
  bool has_samples() const { return pending_.has_value(); }
  /// The steps since the last time, of which there must be some.
  protocol::Samples samples(std::int64_t main_steps);

  // ---- The session so far ----

  protocol::Snapshot snapshot() const;
  /// {"notices", "messages", "readings", "ciphertexts", "probes", "findings"} as JSON: the
  /// last of each.
  std::string chronicle() const;
  const History& history() const { return history_; }
  const std::string& session() const { return session_; }
  std::int64_t bits() const { return bits_; }
  /// The names of the task's series.
  const std::vector<std::string>& series() const { return series_; }

 private:
  void add(const StepResult& step);
  void rewind(std::int64_t step, Time now);
  void remember(const protocol::ToldFinding& finding);
  template <class M>
  void tell(const M& message);

  // Constant after construction.
  std::string session_;
  std::int64_t bits_;
  const Task& task_;
  std::vector<std::string> series_;

  Audience* audience_ = nullptr;
  History history_;
  std::deque<protocol::Notice> notices_;
  std::deque<protocol::Message> messages_;
  std::deque<protocol::Reading> readings_;  ///< of messages_
  std::optional<protocol::Ciphertext> ciphertext_;
  std::optional<Time> ciphertext_at_;
  std::optional<protocol::Probe> probe_;
  std::deque<protocol::ToldFinding> findings_;  ///< the last of each attacker in each audit

  /// Completed since the last samples().
  struct Pending {
    Bucket bucket;
    std::array<Spread, kParties.size()> compute_ms{};
  };
  std::optional<Pending> pending_;
  struct Mark {
    double t;
    std::int64_t step;
  };
  std::deque<Mark> marks_;  ///< of the last second or so: what the speed is measured on
};

}  // namespace sotto
