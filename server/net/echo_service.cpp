#include "server/net/echo_service.hpp"

#include "shared/protocol/error_codes.hpp"

namespace sotto {
namespace {

constexpr std::size_t kMaxQueued = 65'536;  ///< messages

}  // namespace

Answer EchoService::answer(const Request& request) {
  auto response = refusal(request, {beast::http::status::upgrade_required,
                                    "this relay echoes WebSocket messages and does nothing else"});
  response.set(beast::http::field::upgrade, "websocket");
  return response;
}

void EchoService::begin(Connection::Stream stream, Admission::Ticket ticket) {
  const auto connection = std::make_shared<Connection>(std::move(stream));
  connection->keep_whole();
  connection->set_read_limit(kMaxMessage);
  connection->set_queue_limit(kMaxQueued);
  const auto member = open_.add(connection);
  connection->start(
      {.message =
           [connection](const Incoming& incoming) {
             if (incoming.too_large)
               connection->stop(websocket::close_code::too_big, "more than 64 MiB");
             else if (connection->send(incoming.binary, incoming.bytes) == Sent::overflow)
               connection->stop(close_code(protocol::ErrorCode::overflow),
                                "too many messages wait for this peer");
           },
       .closed = [this, member,
                  ticket = std::move(ticket)](const Closed&) { open_.remove(member); }});
}

}  // namespace sotto
