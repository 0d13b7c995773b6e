// Where a client finds its relay.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace sotto {

struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
  /// How long an unreachable relay is tried before giving up.
  std::chrono::milliseconds connect_deadline{30'000};
};

}  // namespace sotto
