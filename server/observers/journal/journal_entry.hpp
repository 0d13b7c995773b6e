// What a journal is given to write.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "shared/base/enum_names.hpp"
#include "shared/session/role.hpp"
#include "shared/tasks/criterion.hpp"

namespace sotto {

/// One session of one relay; 0 is none.
using RunId = std::int64_t;

enum class JournalEventType {
  notice,
  say,
  message,
  reading,
  change,
  audit,
  ciphertext,
  probe,
  finding
};

template <>
struct Names<JournalEventType> {
  static constexpr std::array<std::string_view, 9> values{
      "notice", "say", "message", "reading", "change", "audit", "ciphertext", "probe", "finding"};
};

/// A session begins.
struct JournalRun {
  std::string session;
  std::string created;  ///< "2026-11-22T16:03:12Z"
  std::string config;   ///< JSON
  std::string task;     ///< JSON: protocol::TaskInfo
};

/// A session that is in the journal goes on.
struct JournalReturn {
  std::int64_t row = 0;  ///< its id in the file
};

/// A step that is complete; one of that number is replaced.
struct JournalStep {
  std::int64_t step = 0;
  double t = 0;
  std::int64_t phase = 0;  ///< its place among the task's
  SeriesValues values = {};
  std::array<std::optional<double>, kParties.size()> compute_ms = {};
};

/// An epoch begins: the steps from `step` on will be taken again.
struct JournalRewind {
  std::int64_t step = 0;
  std::uint32_t epoch = 0;
};

/// Anything else that watchers are told.
struct JournalEvent {
  JournalEventType type = JournalEventType::notice;
  std::string body;  ///< JSON
};

/// A chat frame that Bob has not read yet.
struct JournalUnread {
  std::int64_t number = 0;  ///< the message's, as watchers know it
  std::string frame;        ///< its bytes
};

/// He has read that message; the ones before it have reached him, too.
struct JournalRead {
  std::int64_t number = 0;
};

/// A session has ended.
struct JournalEnd {
  std::string report;  ///< JSON
};

struct JournalEntry {
  RunId run = 0;
  std::variant<JournalRun, JournalReturn, JournalStep, JournalRewind, JournalEvent, JournalUnread,
               JournalRead, JournalEnd>
      what;
};

}  // namespace sotto
