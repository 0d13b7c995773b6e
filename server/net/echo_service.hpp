// Says back what it is told, for suites that test how WebSocket is spoken here.
#pragma once

#include "server/net/open_websockets.hpp"
#include "server/net/service.hpp"

namespace sotto {

/// At every path, to everybody, of any subprotocol or none; and nothing else.
class EchoService : public Service {
 public:
  /// Bytes of a message.
  static constexpr std::size_t kMaxMessage = std::size_t{64} << 20;

  /// `open` must outlive this.
  explicit EchoService(OpenWebSockets& open) : open_(open) {}

  Answer answer(const Request& request) override;
  std::optional<Response> refuses_upgrade(const Request&, bool) override { return std::nullopt; }
  std::string_view subprotocol() const override { return {}; }
  void begin(Connection::Stream stream, Admission::Ticket ticket) override;

 private:
  OpenWebSockets& open_;
};

}  // namespace sotto
