// What a Room tells whoever watches: the session's chronicle as data.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "shared/session/plan.hpp"
#include "shared/protocol/frame.hpp"

namespace sotto {

enum class EventKind {
  joined,
  left,
  began,
  epoch,
  waiting,
  behind,
  caught_up,
  refused,
  secret,
  lost,  ///< the criterion is no longer met
  paused,
  resumed,
  control,
  message,
  finished
};

template <>
struct Names<EventKind> {
  static constexpr std::array<std::string_view, 15> values{
      "joined", "left", "began",  "epoch",   "waiting", "behind",  "caught_up", "refused",
      "secret", "lost", "paused", "resumed", "control", "message", "finished"};
};

// In all of these `t` is in seconds since the session's first turn; 0 before it.

/// One line of the chronicle.
struct Event {
  double t = 0;
  std::int64_t step = 0;
  EventKind kind = EventKind::began;
  std::string text;  ///< for people
};

/// A step that is complete. Bits wrong are there for Alice-Bob steps, where they were reported.
struct StepFigures {
  std::int64_t step = 0;
  double t = 0;
  std::optional<double> bob;
  std::optional<double> eve;
  std::optional<double> shadow;
  std::array<std::optional<double>, 3> compute_ms;  ///< by Role
};

/// A chat message that Alice has sent.
struct Message {
  std::int64_t number = 0;  ///< counted from 1
  std::int64_t say = 0;     ///< of the operator's `say` that it answers; 0: typed at her terminal
  double t = 0;
  std::int64_t step = 0;
  protocol::Frame frame;
  std::optional<std::string> text;  ///< as the operator gave it; the Room knows no other
};

/// What Bob or Eve made of a message.
struct ChatReading {
  std::int64_t number = 0;  ///< the message's
  Role role = Role::bob;
  double t = 0;
  std::int64_t step = 0;
  std::string bytes;
};

/// How Alice's ciphertext depends on her plaintext and key (protocol::Metrics::sensitivity).
struct Sensitivity {
  std::int64_t step = 0;
  double t = 0;
  std::int64_t columns = 0;
  std::string values;  ///< 2N x N
};

/// An operator has changed the plan; the Event beside it says so to people.
using Tell = std::variant<Event, StepFigures, Message, ChatReading, Sensitivity, Change>;

}  // namespace sotto
