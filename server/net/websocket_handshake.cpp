#include "server/net/websocket_client.hpp"

#include <spdlog/spdlog.h>

namespace sotto {

using protocol::ErrorCode;

Member::Member(Relay& relay, Connection::Stream stream)
    : relay_(relay),
      id_(relay.next_member()),
      connection_(std::make_shared<Connection>(std::move(stream))),
      hello_timer_(connection_->executor()) {}

void Member::start() {
  const auto self = shared_from_this();
  relay_.add(id_, connection_);
  hello_timer_.expires_after(protocol::kHelloDeadline);
  hello_timer_.async_wait([self](error_code fault) {
    if (!fault) self->refuse(ErrorCode::deadline, "no hello within 10 s");
  });
  connection_->start({.message = [self](Incoming in) { self->receive(std::move(in)); },
                      .closed =
                          [self](const Closed&) {
                            self->hello_timer_.cancel();
                            self->relay_.remove(self->id_);
                            if (self->session_) self->session_->leave(self->id_);
                          }});
}

void Member::receive(Incoming incoming) {
  if (session_) return session_->receive(id_, incoming);
  hello(incoming);
}

void Member::hello(const Incoming& incoming) {
  if (auto* recorder = relay_.recorder())
    recorder->record(connection_->peer(), "from", incoming.binary, incoming.bytes);
  if (incoming.too_large)
    return refuse(ErrorCode::too_large, "a first message beyond 4096 bytes, expected hello");
  if (incoming.binary)
    return refuse(ErrorCode::hello_expected, "the first message must be hello, not a frame");
  const auto message = protocol::decode_to_relay(incoming.bytes.text());
  if (const auto* wrong = fault(message)) return refuse(wrong->code, wrong->message);
  const auto* hello = std::get_if<protocol::Hello>(&std::get<protocol::ToRelay>(message));
  if (hello == nullptr) return refuse(ErrorCode::hello_expected, "the first message must be hello");
  if (hello->protocol != protocol::kProtocolVersion)
    return refuse(ErrorCode::wrong_version, "protocol version " + std::to_string(hello->protocol) +
                                                ", expected " +
                                                std::to_string(protocol::kProtocolVersion));
  const auto session = relay_.find(hello->session);
  if (!session) {
    relay_.count_unknown_session();
    return refuse(ErrorCode::unknown_session, "no session '" + hello->session + "' here");
  }
  if (!session->tokens().admits(hello->role, hello->token)) {
    session->count_refusal(ErrorCode::bad_token);
    return refuse(ErrorCode::bad_token, "not the token of " + std::string(title(hello->role)) +
                                            " in session '" + hello->session + "'");
  }
  hello_timer_.cancel();
  session_ = session;
  session_->enter(id_, hello->role, connection_, *hello);
}

void Member::refuse(ErrorCode code, const std::string& message) {
  spdlog::warn("refused {}: {} ({})", connection_->peer(), message, name(code));
  connection_->send(false, Buffer(encode(protocol::FromRelay{protocol::Error{code, message}})));
  connection_->stop(close_code(code), message);
}

}  // namespace sotto
