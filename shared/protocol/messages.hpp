// The text messages of the protocol: plain structs, each with one encode/decode pair.
// docs/protocol.md has the grammar and a worked example.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/session/session_config.hpp"
#include "shared/protocol/codes.hpp"
#include "shared/base/json_fields.hpp"

namespace sotto::protocol {

// ---- To the relay ----

/// First on every connection.
struct Hello {
  std::int64_t protocol = 0;
  std::string session;  ///< its name
  Role role = Role::watcher;
  std::string token;                ///< empty for a watcher, who needs none
  std::vector<std::int64_t> holds;  ///< steps whose weights a party can go back to, ascending
  bool telemetry = false;           ///< of a watcher or operator: everything, not statuses alone
  bool operator==(const Hello&) const = default;
};

/// What a party measured in a step. Fields it did not measure are absent.
struct Metrics {
  std::optional<double> error_bits;         ///< mean over the minibatch of sum |P - P^|/2; 0..N
  std::optional<double> bits_wrong;         ///< mean number of outputs of the wrong sign; 0..N
  std::optional<double> shadow_error_bits;  ///< the same two of Alice's shadow
  std::optional<double> shadow_bits_wrong;
  std::optional<double> compute_ms;          ///< time the party computed for this step
  std::optional<std::string> digest;         ///< SHA-256 of the weights, where the turn asked
  std::optional<std::string> shadow_digest;  ///< Alice's shadow's
  /// How much each number of Alice's ciphertext depends on each bit, where the turn asked: 2N x N
  /// bytes, a row for each plaintext bit and then for each key bit; v stands for mean |dC| =
  /// v/127.5
  std::optional<std::string> sensitivity;
  bool operator==(const Metrics&) const = default;
};

/// "I have done what this step asks of me."
struct Done {
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  Metrics metrics;
  bool operator==(const Done&) const = default;
};

/// "This is what I make of that chat message": another form of `done`, from Bob and Eve.
struct Reading {
  std::uint32_t epoch = 0;
  std::int64_t chat = 0;  ///< the frame's number
  std::string bytes;      ///< at most kMaxChatText
  bool operator==(const Reading&) const = default;
};

/// The last five change the plan (shared/schedule/plan), in the order of ChangeKind.
enum class CommandName {
  pause,
  resume,
  stop,
  step,
  pace,
  say,
  cycle,
  learning_rate,
  freeze,
  unfreeze,
  reset_eve
};

/// From an operator. `at_step`: carry it out before that step, not at once.
struct Command {
  CommandName name = CommandName::pause;
  std::optional<std::int64_t> at_step;  ///< of pause, stop and the changes of the plan
  std::int64_t step_ms = 0;             ///< of `pace`
  std::string text = {};                ///< of `say`
  std::int64_t repeat_ms = 0;           ///< of `say`; 0 = once
  Cycle cycle = {};                     ///< of `cycle`
  double learning_rate = 0;             ///< of `learning_rate`
  bool operator==(const Command&) const = default;
};

using ToRelay = std::variant<Hello, Done, Command, Reading>;

// ---- From the relay ----

/// Answer to hello.
struct Welcome {
  std::string session;
  Role role = Role::watcher;
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  SessionConfig config;
  bool operator==(const Welcome&) const = default;
};

/// "This step begins", and all that a player needs to know of it. On the wire what is false or 0 of
/// the last four is left out.
struct Turn {
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  Phase phase = Phase::alice_bob;
  double rate = 1;           ///< Adam's, above 0 and at most 1
  bool digest = false;       ///< put weight digests in `done`
  bool frozen = false;       ///< Alice and Bob compute as ever, but keep their weights
  std::int64_t reset = 0;    ///< before this step Eve starts anew, for the so-manieth time
  bool sensitivity = false;  ///< Alice: put your ciphertext's sensitivity in `done`
  bool operator==(const Turn&) const = default;
};

/// "Take up the weights you had before `step`": a new epoch begins there.
struct Rewind {
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  bool operator==(const Rewind&) const = default;
};

/// To Eve: ciphertexts of steps `first` to `last` went by unheard.
struct Gap {
  std::int64_t first = 0;
  std::int64_t last = 0;
  bool operator==(const Gap&) const = default;
};

enum class Outcome { secret, no_secret, failed };

/// The session ends before `step`. A party answers with a last `done` of that step, with digests,
/// and is then closed.
struct Finish {
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  Outcome outcome = Outcome::no_secret;
  std::string reason;
  bool operator==(const Finish&) const = default;
};

/// To Alice: an operator wants this sent. Her chat frame names the id.
struct Say {
  std::int64_t id = 0;
  std::string text;
  bool operator==(const Say&) const = default;
};

/// A message was refused, or a connection is about to be closed.
struct Error {
  ErrorCode code = ErrorCode::bad_json;
  std::string message;
  bool operator==(const Error&) const = default;
};

enum class SessionState { gathering, running, paused, finishing, finished };

/// What is waited for, in words and numbers.
struct Wait {
  Role role = Role::alice;
  std::string what;  ///< "feedback", "to join"
  std::int64_t waited_ms = 0;
  std::int64_t deadline_ms = 0;
  bool operator==(const Wait&) const = default;
};

/// What an operator can change, as it holds for the newest turn.
struct Controls {
  Cycle cycle = SessionConfig{}.cycle;
  double learning_rate = 0;
  bool frozen = false;
  std::int64_t step_ms = 0;  ///< at least so long from one turn to the next
  bool operator==(const Controls&) const = default;
};

/// To watchers and operators.
struct Status {
  std::string session;
  SessionState state = SessionState::gathering;
  std::string text;  ///< one line for people
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  std::int64_t alice_bob_steps = 0;
  Phase phase = Phase::alice_bob;
  std::optional<Wait> waiting;
  std::vector<Role> connected;
  double running_s = 0;                  ///< since the first turn
  std::optional<double> bob_bits_wrong;  ///< means of the last 20 Alice-Bob minibatches
  std::optional<double> eve_bits_wrong;
  std::optional<double> shadow_bits_wrong;
  std::optional<std::int64_t> secret_since_step;
  std::optional<bool> twin_in_step;  ///< Eve's and the shadow's last digests are equal
  std::int64_t refused = 0;          ///< messages refused so far
  std::int64_t missed_by_eve = 0;    ///< ciphertexts that went by unheard
  bool eve_behind = false;           ///< she missed a deadline and has not caught up
  Controls controls = {};
  std::int64_t watchers = 0;  ///< connected, operators included
  bool journal = false;       ///< the relay keeps one
  bool operator==(const Status&) const = default;
};

/// To operators, when a session has finished: the report as in docs/report.md.
struct Report {
  Json report;
  bool operator==(const Report&) const = default;
};

using FromRelay = std::variant<Welcome, Turn, Rewind, Gap, Finish, Error, Status, Report, Say>;

/// One line of JSON.
std::string encode(const ToRelay& message);
std::string encode(const FromRelay& message);

/// Typed and checked: ranges, unknown fields, unknown enumerators. A Fault has code bad_json,
/// unknown_type or bad_field.
Result<ToRelay> decode_to_relay(std::string_view text);
Result<FromRelay> decode_from_relay(std::string_view text);

}  // namespace sotto::protocol

namespace sotto {
template <>
struct Names<protocol::CommandName> {
  static constexpr std::array<std::string_view, 11> values{
      "pause", "resume",        "stop",   "step",     "pace",     "say",
      "cycle", "learning_rate", "freeze", "unfreeze", "reset_eve"};
};
template <>
struct Names<protocol::Outcome> {
  static constexpr std::array<std::string_view, 3> values{"secret", "no_secret", "failed"};
};
template <>
struct Names<protocol::SessionState> {
  static constexpr std::array<std::string_view, 5> values{"gathering", "running", "paused",
                                                          "finishing", "finished"};
};
}  // namespace sotto
