// The WebSocket connections that are open, whether or not they have said hello.
#pragma once

#include <map>
#include <memory>

#include "shared/room/action.hpp"
#include "shared/transport/connection.hpp"

namespace sotto {

class OpenWebSockets {
 public:
  /// The connection's number from now on.
  MemberId add(const std::shared_ptr<Connection>& connection) {
    connections_[++last_] = connection;
    return last_;
  }
  void remove(MemberId member) { connections_.erase(member); }
  bool empty() const { return connections_.empty(); }

  /// Asks all of them to close.
  void stop(std::uint16_t code, const std::string& reason) {
    for (auto& [member, weak] : connections_)
      if (const auto connection = weak.lock()) connection->stop(code, reason);
  }

 private:
  std::map<MemberId, std::weak_ptr<Connection>> connections_;
  MemberId last_ = 0;
};

}  // namespace sotto
