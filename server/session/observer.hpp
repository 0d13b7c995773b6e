// Whoever observes one session: what it is told, and what it adds to the session's figures.
//
// A new observer is a new file and one line in observers.cpp.
#pragma once

#include <optional>
#include <string>

#include "shared/base/buffer.hpp"
#include "shared/base/clock.hpp"
#include "shared/base/json_fields.hpp"
#include "shared/protocol/session_messages.hpp"
#include "shared/room/action.hpp"

namespace sotto {

class MetricsPage;

/// Of a message, as the relay sees it.
enum class Direction { to, from };

/// All members are called on the session's thread and must return soon.
class Observer {
 public:
  virtual ~Observer() = default;

  // ---- What happens ----

  /// The Room tells this; std::visit with `Handle` (shared/room/session_event.hpp).
  virtual void observe(const SessionEvent&, Time /*now*/) {}
  /// A message on the line to or from `peer`, byte for byte.
  virtual void message(const std::string& /*peer*/, Direction, bool /*binary*/, const Buffer&) {}
  /// A line of the Room's for the log.
  virtual void log(const LogLine&, std::int64_t /*step*/) {}
  /// The session has finished; once.
  virtual void finished(const Json& /*report*/) {}

  // ---- When there is time ----

  /// All that one event brought about has been told. Also called at due() or soon after.
  virtual void settle(Time /*now*/) {}
  /// When settle() has something to do, if nothing happens before.
  virtual std::optional<Time> due() const { return std::nullopt; }

  // ---- What it knows ----

  /// Whether it would like a probe: then the party whose it is, is asked for one now and then.
  virtual bool wants_probe() const { return false; }
  /// Adds what the Room does not know of itself.
  virtual void add_to(protocol::Status&) const {}
  virtual void add_to(MetricsPage&) const {}
};

}  // namespace sotto
