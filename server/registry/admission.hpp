// How many connections there may be, to the relay and from one address.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <map>
#include <memory>

#include "shared/base/clock.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {

struct ConnectionLimits {
  std::size_t all = protocol::kMaxConnections;
  std::size_t of_address = protocol::kMaxConnectionsOfAddress;
  /// New ones of an address in a second, over protocol::kNewConnectionsWindow.
  std::size_t new_of_address = protocol::kMaxNewConnectionsOfAddress;
};

/// All members, and those of its tickets, run on one thread.
class Admission {
 public:
  explicit Admission(ConnectionLimits limits) : limits_(limits) {}
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;

  /// Held by a connection as long as it is there.
  using Ticket = std::shared_ptr<void>;

  /// A ticket that must not outlive this; null, and counted, where there are too many already, or
  /// too many have come of late.
  Ticket admit(const boost::asio::ip::address& address, Time now);

  std::size_t connections() const { return connections_; }
  std::int64_t refused() const { return refused_; }
  /// Of whom it remembers anything: those connected, and those who came just now.
  std::size_t addresses() const { return of_address_.size(); }

 private:
  /// A bucket of tokens, one for each connection that may come at once: it is full at a time that
  /// each connection moves on.
  struct Address {
    std::size_t connections = 0;
    Time full_at;
  };

  bool take_token(Address& from, Time now) const;
  void release(const boost::asio::ip::address& address);
  void forget(Time now);

  ConnectionLimits limits_;
  std::size_t connections_ = 0;
  std::map<boost::asio::ip::address, Address> of_address_;
  std::size_t forget_at_ = 0;  ///< addresses
  std::int64_t refused_ = 0;
};

}  // namespace sotto
