// A session that a relay goes on with: what its journal kept of it when the relay before it ended.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "server/observers/history.hpp"
#include "server/observers/journal/journal_entry.hpp"
#include "shared/protocol/telemetry_messages.hpp"
#include "shared/room/recollection.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

struct RecordedSession {
  JournalReturn run;
  std::string created;  ///< in UTC
  SessionConfig config;
  Recollection past;
  std::vector<Bucket> folded;  ///< of the steps before those that `past` has
  protocol::Snapshot told;     ///< but for its history: the last of what watchers were told
};

/// The newest session of that name in the journal; nothing where there is none, or where it has
/// ended. Says in the file, before it returns, that the session goes on, so that no epoch ever
/// comes twice. Throws JournalError.
std::optional<RecordedSession> take_up_session(const std::filesystem::path& journal,
                                               const std::string& session);

}  // namespace sotto
