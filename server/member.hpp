// One WebSocket connection from its first message on: hello, then whatever its session makes of it.
#pragma once

#include <memory>

#include "server/relay.hpp"
#include "shared/wire/connection.hpp"

namespace sotto {

class Member : public std::enable_shared_from_this<Member> {
 public:
  Member(Relay& relay, wire::Connection::Stream stream);
  void start();

 private:
  void receive(wire::Incoming incoming);
  void hello(const wire::Incoming& incoming);
  void refuse(wire::ErrorCode code, const std::string& message);

  Relay& relay_;
  MemberId id_;
  std::shared_ptr<wire::Connection> connection_;
  net::steady_timer hello_timer_;
  std::shared_ptr<Session> session_;  ///< once hello was good
};

}  // namespace sotto
