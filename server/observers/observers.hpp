// Puts a session's observers together.
#pragma once

#include "server/observers/journal/journal.hpp"
#include "server/observers/journal/journal_return.hpp"
#include "server/observers/telemetry.hpp"
#include "server/observers/watchers.hpp"
#include "server/observers/wire_recorder.hpp"

namespace sotto {

/// What the observers of all sessions share. Files may be missing.
struct ObserverFiles {
  WireRecord* record = nullptr;
  Journal* journal = nullptr;
};

/// Those of a session's observers that others ask, and its run in the journal.
struct SessionObservers {
  std::shared_ptr<Telemetry> telemetry;
  std::shared_ptr<Watchers> watchers;
  RunId run = 0;  ///< none without a journal
};

/// Adds all observers to a session that begins, or that goes on where `before` is not null.
/// `created`: in UTC. `files` must outlive it.
SessionObservers add_observers(SessionHost& host, const std::string& created,
                               std::size_t max_watchers, const ObserverFiles& files,
                               const RecordedSession* before);

}  // namespace sotto
