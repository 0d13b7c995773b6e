// A road to a relay on which things go wrong: between a party and the relay, byte by byte.
#pragma once

#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

#include "shared/transport/net.hpp"

namespace sotto {

/// What becomes of the bytes of one connection, in each direction.
struct RoadFault {
  std::chrono::milliseconds latency{0};  ///< of all that is read at once
  std::size_t slice = 0;                 ///< bytes that are written at once; 0: all that came
  std::size_t whole = 0;                 ///< bytes that pass before it stalls or breaks; 0: all
  std::chrono::milliseconds stall{0};    ///< then nothing passes for so long; 0: it breaks
};

/// Takes connections on a free port until it goes. The first has the first of those faults, and so
/// on; those beyond have none.
class FaultProxy {
 public:
  FaultProxy(unsigned short relay, std::vector<RoadFault> faults);
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  unsigned short port() const { return acceptor_.local_endpoint().port(); }

 private:
  struct Road;

  net::awaitable<void> accept();
  net::awaitable<void> pass(std::shared_ptr<Road> road, bool to_relay);

  unsigned short relay_;
  std::vector<RoadFault> faults_;
  net::io_context network_{1};
  tcp::acceptor acceptor_{network_, {net::ip::address_v4::loopback(), 0}};
  std::thread thread_;
};

}  // namespace sotto
