#include "server/net/websocket_handshake.hpp"

#include <spdlog/spdlog.h>

#include "shared/base/utf8_text.hpp"
#include "shared/protocol/messages.hpp"

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;

namespace {

class ConnectionLine : public WatcherLine {
 public:
  explicit ConnectionLine(std::shared_ptr<Connection> connection)
      : connection_(std::move(connection)) {}

  Sent send(const Buffer& text) override { return connection_->send(/*binary=*/false, text); }
  std::size_t queued_bytes() const override { return connection_->queued_bytes(); }
  std::size_t queued_messages() const override { return connection_->queued_messages(); }
  void stop(std::uint16_t code, const std::string& reason) override {
    connection_->stop(code, reason);
  }
  const std::string& peer() const override { return connection_->peer(); }

 private:
  std::shared_ptr<Connection> connection_;
};

/// The hello of a first message, or what is wrong with it.
protocol::Result<protocol::Hello> hello_of(const Incoming& incoming) {
  if (incoming.too_large)
    return Fault{ErrorCode::too_large, "a first message beyond 4096 bytes, expected hello"};
  if (incoming.binary)
    return Fault{ErrorCode::hello_expected, "the first message must be hello, not a frame"};
  auto message = protocol::decode_to_relay(incoming.bytes.text());
  if (!message) return message.error();
  auto* hello = std::get_if<protocol::Hello>(&*message);
  if (hello == nullptr) return Fault{ErrorCode::hello_expected, "the first message must be hello"};
  return std::move(*hello);
}

}  // namespace

WebSocketHandshake::WebSocketHandshake(SessionRegistry& sessions, OpenWebSockets& open,
                                       RefusalLog& refusals, Connection::Stream stream,
                                       Admission::Ticket ticket)
    : sessions_(sessions),
      open_(open),
      refusals_(refusals),
      ticket_(std::move(ticket)),
      connection_(std::make_shared<Connection>(std::move(stream))),
      member_(open.add(connection_)),
      hello_timer_(connection_->executor()) {}

void WebSocketHandshake::start() {
  const auto self = shared_from_this();
  hello_timer_.expires_after(protocol::kHelloDeadline);
  hello_timer_.async_wait([self](error_code fault) {
    if (!fault) self->refuse({ErrorCode::deadline, "no hello within 10 s"});
  });
  connection_->start({.message = [self](const Incoming& in) { self->receive(in); },
                      .closed = [self](const Closed& how) { self->closed(how); }});
}

void WebSocketHandshake::closed(const Closed& how) {
  if (protocol::error_of_close(how.code) == ErrorCode::forged)
    spdlog::warn("{} leaves: {}", connection_->peer(), printable(how.reason));
  hello_timer_.cancel();
  open_.remove(member_);
  if (!session_) return;
  if (seated_)
    session_->host->leave(member_);
  else
    session_->observers.watchers->leave(member_);
}

void WebSocketHandshake::receive(const Incoming& incoming) {
  if (!session_) return hello(incoming);
  if (seated_)
    session_->host->receive(member_, incoming);
  else
    session_->observers.watchers->receive(member_, incoming);
}

void WebSocketHandshake::hello(const Incoming& incoming) {
  if (auto* record = sessions_.record())
    record->write(connection_->peer(), Direction::from, incoming.binary, incoming.bytes);
  const auto hello = hello_of(incoming);
  if (!hello) return refuse(hello.error());
  const auto session = admit(*hello);
  if (!session) return refuse(session.error());
  hand_over(*session, *hello);
}

protocol::Result<std::shared_ptr<Session>> WebSocketHandshake::admit(const protocol::Hello& hello) {
  if (hello.protocol != protocol::kProtocolVersion)
    return Fault{ErrorCode::wrong_version, "protocol version " + std::to_string(hello.protocol) +
                                               ", expected " +
                                               std::to_string(protocol::kProtocolVersion)};
  auto session = sessions_.find(hello.session);
  if (!session) {
    sessions_.count_unknown_session();
    return Fault{ErrorCode::unknown_session, "no session " + in_quotes(hello.session) + " here"};
  }
  if (!session->tokens.admits(hello.role, hello.token)) {
    session->host->count_refusal(ErrorCode::bad_token);
    return Fault{ErrorCode::bad_token, "not the token of " + std::string(title(hello.role)) +
                                           " in session '" + hello.session + "'"};
  }
  return session;
}

void WebSocketHandshake::hand_over(std::shared_ptr<Session> session, const protocol::Hello& hello) {
  hello_timer_.cancel();
  session_ = std::move(session);
  seated_ = is_seated(hello.role);
  if (seated_) return session_->host->join(member_, connection_, hello);
  connection_->set_read_limit(protocol::kMaxText);
  session_->observers.watchers->join(member_, std::make_unique<ConnectionLine>(connection_), hello);
}

void WebSocketHandshake::refuse(const Fault& fault) {
  if (const auto untold = refusals_.tell(std::chrono::steady_clock::now())) {
    if (*untold > 0) spdlog::warn("refused {} more, and does not tell of each", *untold);
    spdlog::warn("refused {}: {} ({})", connection_->peer(), fault.message, name(fault.code));
  }
  const Buffer text(protocol::encode_message(protocol::Error{fault.code, fault.message}));
  if (auto* record = sessions_.record())
    record->write(connection_->peer(), Direction::to, /*binary=*/false, text);
  connection_->send(/*binary=*/false, text);
  connection_->stop(close_code(fault.code), fault.message);
}

}  // namespace sotto
