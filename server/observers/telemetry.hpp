// What a session's watchers are shown: the session so far, and what happens, as messages for them.
//
// No socket and no clock of its own; everything it keeps is bounded.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "server/observers/history.hpp"
#include "shared/room/step_progress.hpp"
#include "shared/base/json_fields.hpp"

namespace sotto {

class Telemetry {
 public:
  Telemetry(std::string session, std::int64_t bits);

  /// Takes in what the Room tells. The message for watchers, where there is one to be sent at once.
  std::optional<std::string> learn(const Tell& tell);

  /// A ciphertext that was routed; the message for watchers, unless the last was less than half a
  /// second ago.
  std::optional<std::string> ciphertext(const protocol::Frame& frame, double t, Time now);

  /// Whether steps were completed since the last samples().
  bool has_samples() const { return pending_.has_value(); }
  /// The steps since the last time as one message. Everybody gets the same but for the number of
  /// such messages that were dropped for him.
  class Samples {
   public:
    std::string text(std::int64_t dropped) const { return head_ + std::to_string(dropped) + tail_; }

   private:
    friend class Telemetry;
    std::string head_;
    std::string tail_;
  };
  /// `alice_bob_steps`: done so far.
  Samples samples(std::int64_t alice_bob_steps);

  /// The session so far.
  std::string snapshot() const;
  /// {"events", "messages", "readings"}: the last of each.
  Json chronicle() const;
  const History& history() const { return history_; }
  const std::string& session() const { return session_; }
  std::int64_t bits() const { return bits_; }

 private:
  void add(const StepFigures& step);
  void see(const StepFigures& step);

  std::string session_;
  std::int64_t bits_;
  History history_;
  std::deque<Json> events_;
  std::deque<Json> messages_;
  std::deque<Json> readings_;  ///< of messages_
  Json ciphertext_;
  std::optional<Time> ciphertext_at_;
  Json sensitivity_;

  /// Completed since the last samples().
  struct Pending {
    Bucket bucket;
    std::array<Spread, 3> compute_ms;
  };
  std::optional<Pending> pending_;
  struct Mark {
    double t;
    std::int64_t step;
  };
  std::deque<Mark> marks_;  ///< of the last second or so: what the speed is measured on
};

}  // namespace sotto
