// One WebSocket connection from its first message on: hello, then whatever its session makes of it.
#pragma once

#include <memory>

#include "server/session/session_registry.hpp"
#include "shared/transport/connection.hpp"

namespace sotto {

class Member : public std::enable_shared_from_this<Member> {
 public:
  Member(Relay& relay, Connection::Stream stream);
  void start();

 private:
  void receive(Incoming incoming);
  void hello(const Incoming& incoming);
  void refuse(protocol::ErrorCode code, const std::string& message);

  Relay& relay_;
  MemberId id_;
  std::shared_ptr<Connection> connection_;
  net::steady_timer hello_timer_;
  std::shared_ptr<Session> session_;  ///< once hello was good
};

}  // namespace sotto
