// What a session is about, as data: phases and their messages, frames, series, and the goal.
//
// Room, protocol, journal and page know no phase, frame or series by name: they read this
// description. A new task is a new file and one registration (shared/tasks/registry.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/session/role.hpp"
#include "shared/session/session_config.hpp"
#include "shared/tasks/criterion.hpp"

namespace sotto {

/// The item that completes a party's part of a step; every other item is a frame's name.
inline constexpr std::string_view kDone = "done";

/// One message of a step. It is due once `after`'s message of that item has been routed.
struct Exchange {
  Role from;
  std::string_view item;        ///< a frame's name, or kDone
  std::optional<Role> to;       ///< nobody for kDone: that is for the relay
  bool tapped = false;          ///< Eve and the listeners hear a copy
  std::string_view after = {};  ///< due at the start of the step where empty
};

/// A kind of step.
struct Phase {
  std::string name;
  std::vector<Exchange> exchanges;  ///< in the order in which they can happen
  std::vector<Role> trains;         ///< whose weights it changes

  /// The exchange that `from` opens with `item`, or null where the phase has none.
  const Exchange* find(Role from, std::string_view item) const;
  bool changes_weights_of(Role role) const;
};

struct FrameShape {
  std::uint32_t rows;
  std::uint32_t columns;
  bool operator==(const FrameShape&) const = default;
};

/// A tensor that travels within a step.
struct FrameType {
  std::string name;    ///< "ciphertext"
  std::uint16_t kind;  ///< its number on the wire, from 1; 0 is chat
  FrameShape (*shape)(const SessionConfig&);
  float bound;  ///< |value| at most
};

/// A level to compare a series with.
struct Mark {
  std::string title;  ///< "best possible"
  double value;
};

/// What of two series is possible together at best: `points` [(across, up)], from one end to the
/// other.
struct Frontier {
  std::string across;  ///< a series' name
  std::string up;
  std::vector<std::array<double, 2>> points;
};

/// A figure that a party reports with its `done`.
struct Series {
  std::string name;   ///< "bob": a key on the wire, and the first half of a column's name
  std::string title;  ///< "Bob", for people
  std::string unit;   ///< "bits_wrong": the second half of the report's field
  Role from;          ///< who measures it
  std::string phase;  ///< in whose steps it makes the curve; reported in others it is only judged
  double (*max)(const SessionConfig&);                         ///< values are 0 to this
  double (*chance)(const SessionConfig&);                      ///< what guessing gives
  std::vector<Mark> (*marks)(const SessionConfig&) = nullptr;  ///< at most kMaxMarks; null: none
};
/// Series that a task has at most.
inline constexpr std::size_t kMaxSeries = 8;
/// Levels that a series is compared with, beside chance.
inline constexpr std::size_t kMaxMarks = 4;

/// A network whose weights the session's end compares.
struct NetworkRole {
  std::string name;  ///< "shadow": a key of `digests`
  Role holder;
};

/// What a party measures now and then for those who watch, to be drawn: a table of bytes.
struct ProbeType {
  Role from = Role::alice;
  std::size_t (*rows)(const SessionConfig&) = nullptr;  ///< null, or 0 of them: there is none
  std::size_t (*columns)(const SessionConfig&) = nullptr;

  /// All its bytes, 0 where there is none.
  std::size_t bytes(const SessionConfig& config) const {
    return rows == nullptr ? 0 : rows(config) * columns(config);
  }
};

/// A configuration to start from.
struct Preset {
  std::string name;
  SessionConfig config;
};

struct Task {
  std::string name;
  std::string main_phase;  ///< whose steps are counted, decay the learning rate and are judged
  std::string audit_phase = {};  ///< in whose steps attackers are shown the cipher; may be none
  std::vector<Phase> phases;
  std::vector<FrameType> frames;  ///< of those that are tapped, pictures show the first
  std::vector<Series> series;     ///< at most kMaxSeries
  std::vector<NetworkRole> networks;
  /// Two networks that are one and the same as long as the session is in step; or none.
  std::optional<std::pair<std::string, std::string>> twins;
  /// The series that counts in audits how much of the key was read wrong, where that bounds what a
  /// ciphertext tells (shared/tasks/certificate.hpp); or none.
  std::string certificate_series = {};
  Goal (*goal)(const SessionConfig&);
  std::unique_ptr<Criterion> (*make_criterion)(const Task&, const SessionConfig&);
  /// What the task asks of a configuration beyond validate(); one sentence, or nothing.
  std::optional<std::string> (*validate)(const SessionConfig&);
  ProbeType probe = {};
  std::vector<Preset> presets;
  /// Steps of the main phase after which a run until the goal gives up, where it has no limit. One
  /// that begins anew where it is stuck has eight courses, if these are more.
  std::int64_t give_up_main_steps = 8'000;
  Frontier (*frontier)(const SessionConfig&) = nullptr;  ///< null, or without points: none
  bool chat = true;     ///< whether Alice can send texts by what she has learned
  bool tables = false;  ///< whether a session can be about a table of its parties' own

  /// Null where there is none of that name.
  const Phase* find_phase(std::string_view phase) const;
  const FrameType* find_frame(std::uint16_t kind) const;
  const FrameType* find_frame(std::string_view frame) const;
  const NetworkRole* find_network(std::string_view network) const;
  /// Whether an audit of a session of that configuration can bound what its ciphertexts tell: they
  /// must be hard bits.
  bool certifies(const SessionConfig& config) const;
  /// Its place in `series`, or nothing.
  std::optional<std::size_t> find_series(std::string_view name) const;
};

/// "ciphertext (1), feedback (2)", for sentences.
std::string frame_list(const Task& task);

}  // namespace sotto
