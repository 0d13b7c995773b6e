#include "shared/transport/reconnecting_client.hpp"

#include <algorithm>
#include <utility>

namespace sotto {
namespace {

constexpr std::chrono::milliseconds kFirstBackoff{50};
constexpr std::chrono::milliseconds kLastBackoff{2'000};
constexpr std::chrono::seconds kConnectAttempt{5};
/// Chat frames that wait for the line to come back.
constexpr std::size_t kMaxKept = 64;

/// Bytes of the largest frame of a step.
std::size_t largest_frame(const protocol::TaskInfo& task) {
  std::size_t largest = 0;
  for (const auto& frame : task.frames)
    largest = std::max(largest, protocol::frame_bytes(static_cast<std::size_t>(frame.rows),
                                                      static_cast<std::size_t>(frame.columns)));
  return largest;
}

}  // namespace

ReconnectingClient::ReconnectingClient(net::any_io_executor executor, Endpoint endpoint,
                                       Callbacks callbacks)
    : executor_(std::move(executor)),
      endpoint_(std::move(endpoint)),
      callbacks_(std::move(callbacks)),
      timer_(executor_) {}

void ReconnectingClient::start() {
  net::co_spawn(
      executor_, [self = shared_from_this()] { return self->run(); }, net::detached);
}

void ReconnectingClient::send(const protocol::ToRelay& message) {
  if (!connection_) return;  // what a lost line carried is void: the next epoch asks again
  if (connection_->send(false, Buffer(protocol::encode(message))) == Sent::overflow)
    give_up("the relay does not read: too many messages wait for it");
}

void ReconnectingClient::send(const protocol::Frame& frame) {
  if (!connection_ || !welcomed_here_) return keep(frame);
  if (connection_->send(true, frame.buffer()) == Sent::overflow)
    give_up("the relay does not read: too many messages wait for it");
}

/// Nothing asks again for what was typed: it waits for the line. What answers a `say` does not: the
/// relay gives that up when the line drops.
void ReconnectingClient::keep(const protocol::Frame& frame) {
  const auto& header = frame.header();
  if (header.kind != protocol::kChatFrame || header.step != 0) return;
  if (kept_.size() >= kMaxKept)
    return callbacks_.note("a message was not sent: " + std::to_string(kMaxKept) +
                           " wait for the line already");
  kept_.push_back(frame);
  callbacks_.note("the line is down: the message waits until it is back");
}

void ReconnectingClient::send_kept() {
  welcomed_here_ = true;
  for (const auto& frame : std::exchange(kept_, {})) send(frame);
}

void ReconnectingClient::stop(std::uint16_t code, const std::string& reason) {
  stopping_ = true;
  timer_.cancel();
  if (connection_) connection_->stop(code, reason);
}

void ReconnectingClient::give_up(const std::string& why) {
  protocol_fault_ = why;
  if (connection_) connection_->stop(protocol::kCloseGoingAway, why);
}

net::awaitable<void> ReconnectingClient::run() {
  const auto self = shared_from_this();
  const auto where = endpoint_.text();
  auto backoff = kFirstBackoff;
  auto unreachable_since = std::chrono::steady_clock::now();
  Verdict verdict{true, End::done, ""};
  while (!stopping_) {
    std::string fault;
    connection_ = co_await connect(fault);
    if (connection_) {
      callbacks_.note("connected to " + where);
      const auto closed = co_await converse();
      connection_.reset();
      if (stopping_) break;
      verdict = judge(closed);
      if (!verdict.again) break;
      callbacks_.note("lost the relay at " + where + " (" + verdict.reason + "), trying again");
      if (welcomed_here_) backoff = kFirstBackoff;
      unreachable_since = std::chrono::steady_clock::now();
    } else if (!distrust_.empty()) {
      verdict = {false, End::refused,
                 "the certificate of the relay at " + where +
                     " is not to be trusted: " + distrust_ + " (--tls-ca names whom to trust)"};
      break;
    } else if (std::chrono::steady_clock::now() - unreachable_since > endpoint_.connect_deadline) {
      verdict = {false, End::failed,
                 "cannot reach a relay at " + where + " (" + fault + "), gave up after " +
                     std::to_string(endpoint_.connect_deadline.count()) + " ms"};
      break;
    }
    timer_.expires_after(backoff);
    co_await timer_.async_wait(nothrow);
    backoff = std::min(backoff * 2, kLastBackoff);
  }
  const auto callbacks = std::move(callbacks_);
  callbacks_ = {};
  if (stopping_)
    callbacks.ended(End::done, "stopped");
  else
    callbacks.ended(verdict.end, verdict.reason);
}

net::awaitable<std::shared_ptr<Connection>> ReconnectingClient::connect(std::string& fault) {
  tcp::resolver resolver(executor_);
  auto [resolve_fault, addresses] =
      co_await resolver.async_resolve(endpoint_.host, std::to_string(endpoint_.port), nothrow);
  if (resolve_fault) {
    fault = resolve_fault.message();
    co_return nullptr;
  }
  Connection::Stream stream(SegmentStream(executor_), endpoint_.tls.get());
  auto& socket = beast::get_lowest_layer(stream);
  socket.expires_after(kConnectAttempt);
  auto [connect_fault, endpoint] = co_await socket.async_connect(addresses, nothrow);
  if (connect_fault) {
    fault = connect_fault.message();
    co_return nullptr;
  }
  socket.expires_after(kConnectAttempt);
  if (const auto tls_fault = co_await stream.next_layer().handshake_as_client(endpoint_.host)) {
    fault = tls_fault.message();
    distrust_ = stream.next_layer().distrust();
    co_return nullptr;
  }
  socket.expires_never();  // the WebSocket's own timeouts take over
  Connection::configure(stream, beast::role_type::client);
  stream.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
    request.set(beast::http::field::sec_websocket_protocol, protocol::kSubprotocol);
  }));
  websocket::response_type response;
  auto [handshake_fault] = co_await stream.async_handshake(
      response, host_and_port(endpoint_.host, endpoint_.port), "/", nothrow);
  if (handshake_fault) {
    fault = handshake_fault.message();
    co_return nullptr;
  }
  if (response[beast::http::field::sec_websocket_protocol] != protocol::kSubprotocol) {
    fault = "it does not speak " + std::string(protocol::kSubprotocol);
    co_return nullptr;
  }
  auto connection = std::make_shared<Connection>(std::move(stream));
  connection->join_messages();
  co_return connection;
}

net::awaitable<Closed> ReconnectingClient::converse() {
  net::steady_timer over(executor_, net::steady_timer::time_point::max());
  Closed how;
  connection_->set_read_limit(protocol::kMaxText);
  connection_->start({.message = [this](Incoming incoming) { receive(std::move(incoming)); },
                      .closed =
                          [&](Closed closed) {
                            how = std::move(closed);
                            over.cancel();
                          }});
  last_error_.clear();
  welcomed_here_ = false;
  send(protocol::ToRelay{callbacks_.hello()});
  if (stopping_) connection_->stop(protocol::kCloseNormal, "leaving");
  co_await over.async_wait(nothrow);
  co_return how;
}

void ReconnectingClient::receive(Incoming incoming) {
  if (incoming.too_large) return give_up("the relay sent a message beyond the protocol's limit");
  if (incoming.binary) {
    auto frame = protocol::Frame::parse(incoming.bytes);
    if (!frame) return give_up("the relay sent a bad frame: " + frame.error().message);
    callbacks_.frame(*std::move(frame));
    return;
  }
  auto message = protocol::decode_from_relay(incoming.bytes.text());
  if (!message) return give_up("the relay sent a bad message: " + message.error().message);
  auto& typed = *message;
  if (const auto* welcome = std::get_if<protocol::Welcome>(&typed)) {
    welcomed_ = true;
    const auto frame = largest_frame(welcome->task);
    const auto chat = protocol::frame_bytes(protocol::kMaxChatRows,
                                            static_cast<std::size_t>(welcome->config.bits));
    connection_->set_read_limit(std::max({frame, chat, protocol::kMaxJoined}));
    if (is_seated(welcome->role)) connection_->set_size_hint(frame);
    send_kept();
  }
  if (const auto* error = std::get_if<protocol::Error>(&typed)) last_error_ = error->message;
  callbacks_.message(std::move(typed));
}

ReconnectingClient::Verdict ReconnectingClient::judge(const Closed& closed) const {
  if (!protocol_fault_.empty()) return {false, End::failed, protocol_fault_};
  if (closed.code == protocol::kCloseNormal) return {false, End::done, closed.reason};
  const auto code = protocol::error_of_close(closed.code);
  const auto reason = last_error_.empty() ? closed.reason : last_error_;
  if (!code) return {true, End::failed, reason};
  switch (*code) {
    case protocol::ErrorCode::deadline:
    case protocol::ErrorCode::overflow:
      return {true, End::failed, reason};
    case protocol::ErrorCode::role_taken:
      // After a lost line the relay may still hold this client's own ghost.
      return {welcomed_, End::refused, reason};
    case protocol::ErrorCode::wrong_version:
    case protocol::ErrorCode::unknown_session:
    case protocol::ErrorCode::bad_token:
      return {false, End::refused, reason};
    case protocol::ErrorCode::session_over:
      // Whoever took part in it and lost the line has no more to do there.
      return {false, welcomed_ ? End::done : End::refused, reason};
    default:
      return {false, End::failed, reason};
  }
}

}  // namespace sotto
