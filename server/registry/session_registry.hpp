// The relay's sessions, by name.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "server/observers/observers.hpp"
#include "server/registry/tokens.hpp"
#include "server/session/session_host.hpp"

namespace sotto {

/// Sessions that one relay holds at most.
inline constexpr std::size_t kMaxSessions = 256;

/// One session, and how it is reached.
struct Session {
  std::shared_ptr<SessionHost> host;
  SessionObservers observers;
  Tokens tokens;
  std::string created;  ///< in UTC: "2026-11-22T16:03:12Z"
};

class SessionRegistry {
 public:
  /// `clock` and `files` must outlive this. `max_watchers`: of each session.
  SessionRegistry(net::any_io_executor executor, const Clock& clock, const ObserverFiles& files,
                  std::size_t max_watchers)
      : executor_(std::move(executor)), clock_(clock), files_(files), max_watchers_(max_watchers) {}

  /// Adds a session of a configuration that is playable. The name must be new, of a-z, 0-9, '-' and
  /// '_', at most 64 long; the fault says what is wrong with it. `before`: it goes on with that
  /// one.
  protocol::Result<std::shared_ptr<Session>> open(const std::string& name,
                                                  const SessionConfig& config, Tokens tokens,
                                                  const RecordedSession* before = nullptr);

  /// Null where there is none of that name.
  std::shared_ptr<Session> find(const std::string& name) const;
  const std::map<std::string, std::shared_ptr<Session>>& sessions() const { return sessions_; }

  /// The operator of the first session may open others.
  bool admits_operator(std::string_view token) const;

  /// Null where there is none.
  const Journal* journal() const { return files_.journal; }
  /// Null where there is none.
  WireRecord* record() const { return files_.record; }

  /// Hellos to a session that is not here.
  void count_unknown_session() { ++unknown_session_; }
  std::int64_t unknown_session() const { return unknown_session_; }

  /// Nothing more happens by itself.
  void shut_down();
  bool shutting_down() const { return shutting_down_; }

 private:
  // Constant after construction.
  net::any_io_executor executor_;
  const Clock& clock_;
  ObserverFiles files_;
  std::size_t max_watchers_;

  std::map<std::string, std::shared_ptr<Session>> sessions_;
  std::shared_ptr<Session> first_;
  std::int64_t unknown_session_ = 0;
  bool shutting_down_ = false;
};

}  // namespace sotto
