// Where a client finds its relay.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace sotto {

/// "127.0.0.1:7474", or "[::1]:7474", as in a URL (RFC 3986, 3.2.2).
inline std::string host_and_port(const std::string& host, std::uint16_t port) {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
  /// How long an unreachable relay is tried before giving up.
  std::chrono::milliseconds connect_deadline{30'000};
  /// Whom the line is encrypted to (shared/transport/tls_context); null: in the clear.
  std::shared_ptr<boost::asio::ssl::context> tls = nullptr;

  /// As --relay takes it: "127.0.0.1:7474", or "wss://127.0.0.1:7474".
  std::string text() const { return (tls ? "wss://" : "") + host_and_port(host, port); }
};

}  // namespace sotto
