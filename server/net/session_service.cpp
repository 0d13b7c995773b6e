#include "server/net/session_service.hpp"

#include "server/api/security_headers.hpp"
#include "server/net/websocket_handshake.hpp"
#include "shared/protocol/version.hpp"

namespace sotto {

namespace http = beast::http;

namespace {

bool offers_subprotocol(const Request& request) {
  const std::string offered(request[http::field::sec_websocket_protocol]);
  return http::token_list(offered).exists(protocol::kSubprotocol);
}

}  // namespace

std::optional<Response> SessionService::refuses_upgrade(const Request& request, bool encrypted) {
  if (!same_origin(request, encrypted))
    return refusal(request,
                   {http::status::forbidden, "a page of another origin may not connect here"});
  if (offers_subprotocol(request)) return std::nullopt;
  auto response = refusal(
      request, {http::status::upgrade_required,
                std::string("expected the WebSocket subprotocol ") + protocol::kSubprotocol});
  response.set(http::field::sec_websocket_protocol, protocol::kSubprotocol);
  return response;
}

std::string_view SessionService::subprotocol() const { return protocol::kSubprotocol; }

void SessionService::begin(Connection::Stream stream, Admission::Ticket ticket) {
  std::make_shared<WebSocketHandshake>(api_.sessions, open_, refusals_, std::move(stream),
                                       std::move(ticket))
      ->start();
}

}  // namespace sotto
