#include "server/observers/observers.hpp"

#include "server/observers/event_log.hpp"
#include "server/observers/journal/journal_observer.hpp"
#include "server/observers/session_metrics.hpp"

namespace sotto {

SessionObservers add_observers(SessionHost& host, const std::string& created,
                               std::size_t max_watchers, const ObserverFiles& files,
                               const RecordedSession* before) {
  const auto& room = host.room();
  SessionObservers made;
  if (files.record != nullptr) host.add(std::make_shared<WireRecorder>(*files.record));
  host.add(std::make_shared<EventLog>(room.name()));
  host.add(std::make_shared<SessionMetrics>(host));
  if (files.journal != nullptr) {
    auto journal = before == nullptr
                       ? std::make_shared<JournalObserver>(*files.journal, room, created)
                       : std::make_shared<JournalObserver>(*files.journal, room, before->run);
    made.run = journal->run();
    host.add(std::move(journal));
  }
  made.telemetry = std::make_shared<Telemetry>(room.name(), room.config().bits, room.task());
  if (before != nullptr) made.telemetry->recall(before->told, before->folded, before->past.steps);
  host.add(made.telemetry);
  // After telemetry, whose news they pass on.
  made.watchers = std::make_shared<Watchers>(host, made.telemetry, max_watchers);
  host.add(made.watchers);
  return made;
}

}  // namespace sotto
