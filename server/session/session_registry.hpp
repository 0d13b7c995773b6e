// The relay: its sessions by name, and how connections and requests find them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "server/session/session_host.hpp"

namespace sotto {

/// Sessions that one relay holds at most.
inline constexpr std::size_t kMaxSessions = 256;

class Relay {
 public:
  /// Recorder and journal may be null.
  Relay(net::any_io_executor executor, Recorder* recorder, Journal* journal)
      : executor_(std::move(executor)), recorder_(recorder), journal_(journal) {}

  /// Adds a session. The name must be new, of a-z, 0-9, '-' and '_', at most 64 long; the fault
  /// says what is wrong with it.
  protocol::Result<std::shared_ptr<Session>> open(const std::string& name, const SessionConfig& config,
                                              Tokens tokens);

  std::shared_ptr<Session> find(const std::string& name) const;
  const std::map<std::string, std::shared_ptr<Session>>& sessions() const { return sessions_; }

  /// The operator of the first session may open others.
  bool admits_operator(std::string_view token) const;

  MemberId next_member() { return ++last_member_; }

  /// WebSocket connections that are open, whether or not they have said hello.
  void add(MemberId member, std::weak_ptr<Connection> connection) {
    connections_[member] = std::move(connection);
  }
  void remove(MemberId member) { connections_.erase(member); }
  std::size_t connections() const { return connections_.size(); }

  Recorder* recorder() const { return recorder_; }
  Journal* journal() const { return journal_; }

  void count_unknown_session() { ++unknown_session_; }
  std::int64_t unknown_session() const { return unknown_session_; }

  void shut_down();
  bool shutting_down() const { return shutting_down_; }

 private:
  net::any_io_executor executor_;
  Recorder* recorder_;
  Journal* journal_;
  std::map<std::string, std::shared_ptr<Session>> sessions_;
  std::shared_ptr<Session> first_;
  MemberId last_member_ = 0;
  std::map<MemberId, std::weak_ptr<Connection>> connections_;
  std::int64_t unknown_session_ = 0;
  bool shutting_down_ = false;
};

}  // namespace sotto
