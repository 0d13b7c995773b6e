// What an HttpServer serves.
#pragma once

#include <optional>
#include <string_view>

#include "server/api/http_message.hpp"
#include "server/registry/admission.hpp"
#include "shared/transport/connection.hpp"

namespace sotto {

class Service {
 public:
  virtual ~Service() = default;

  /// To a request that is no upgrade to a WebSocket.
  virtual Answer answer(const Request& request) = 0;
  /// Why a request may not become a WebSocket; nullopt: it may. `encrypted`: it came over TLS.
  virtual std::optional<Response> refuses_upgrade(const Request& request, bool encrypted) = 0;
  /// Of the WebSockets; empty: of none in particular.
  virtual std::string_view subprotocol() const = 0;
  /// A WebSocket whose handshake is done. The ticket is held as long as it is there.
  virtual void begin(Connection::Stream stream, Admission::Ticket ticket) = 0;
};

}  // namespace sotto
