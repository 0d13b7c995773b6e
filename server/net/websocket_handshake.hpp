// One WebSocket connection: its hello, until the session takes over.
#pragma once

#include <memory>

#include "server/net/open_websockets.hpp"
#include "server/net/refusal_log.hpp"
#include "server/registry/admission.hpp"
#include "server/registry/session_registry.hpp"
#include "shared/transport/connection.hpp"

namespace sotto {

/// It lives as long as the connection.
class WebSocketHandshake : public std::enable_shared_from_this<WebSocketHandshake> {
 public:
  /// `sessions`, `open` and `refusals` must outlive this.
  WebSocketHandshake(SessionRegistry& sessions, OpenWebSockets& open, RefusalLog& refusals,
                     Connection::Stream stream, Admission::Ticket ticket);
  void start();

 private:
  void receive(const Incoming& incoming);
  void closed(const Closed& how);
  void hello(const Incoming& incoming);
  /// The session that this hello may join, or what is wrong with it.
  protocol::Result<std::shared_ptr<Session>> admit(const protocol::Hello& hello);
  void hand_over(std::shared_ptr<Session> session, const protocol::Hello& hello);
  void refuse(const protocol::Fault& fault);

  SessionRegistry& sessions_;
  OpenWebSockets& open_;
  RefusalLog& refusals_;
  Admission::Ticket ticket_;
  std::shared_ptr<Connection> connection_;
  MemberId member_;
  net::steady_timer hello_timer_;
  std::shared_ptr<Session> session_;  ///< once hello was good
  bool seated_ = false;               ///< a party or listener, else a watcher or operator
};

}  // namespace sotto
