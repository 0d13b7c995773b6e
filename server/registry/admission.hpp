// How many connections there may be, to the relay and from one address.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <map>
#include <memory>

#include "shared/protocol/limits.hpp"

namespace sotto {

struct ConnectionLimits {
  std::size_t all = protocol::kMaxConnections;
  std::size_t of_address = protocol::kMaxConnectionsOfAddress;
};

/// All members, and those of its tickets, run on one thread.
class Admission {
 public:
  explicit Admission(ConnectionLimits limits) : limits_(limits) {}
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;

  /// Held by a connection as long as it is there.
  using Ticket = std::shared_ptr<void>;

  /// A ticket that must not outlive this; null, and counted, where there are too many already.
  Ticket admit(const boost::asio::ip::address& address);

  std::size_t connections() const { return connections_; }
  std::int64_t refused() const { return refused_; }

 private:
  void release(const boost::asio::ip::address& address);

  ConnectionLimits limits_;
  std::size_t connections_ = 0;
  std::map<boost::asio::ip::address, std::size_t> of_address_;
  std::int64_t refused_ = 0;
};

}  // namespace sotto
