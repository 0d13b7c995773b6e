#include "tests/support/raw_client.hpp"

#include <algorithm>
#include <boost/beast/http.hpp>
#include <cctype>
#include <deque>
#include <span>

#include "shared/protocol/limits.hpp"
#include "shared/transport/line_stream.hpp"
#include "shared/transport/tls_context.hpp"

namespace sotto {

namespace http = beast::http;

namespace {

tcp::endpoint loopback(unsigned short port) { return {net::ip::address_v4::loopback(), port}; }

/// Lets `start(handler)` begin an operation and waits for its end.
template <class Start>
error_code finished(net::io_context& network, const std::string& what, Start&& start) {
  bool done = false;
  error_code result;
  start([&](error_code fault, auto&&...) {
    done = true;
    result = fault;
  });
  const auto until = std::chrono::steady_clock::now() + kDeadline;
  network.restart();
  while (!done && network.run_one_until(until) > 0) {
  }
  if (!done) throw DialogueError("no end to " + what + " within 10 s");
  return result;
}

void require(error_code fault, const std::string& what) {
  if (fault) throw DialogueError(what + ": " + fault.message());
}

std::shared_ptr<TlsContext> trusting(const std::string& authority) {
  return authority.empty() ? nullptr : client_tls(authority);
}

/// Connects to the relay, over TLS where the line is made for it.
void open(net::io_context& network, LineStream& line, unsigned short port) {
  require(finished(network, "connecting",
                   [&](auto handler) { line.next_layer().async_connect(loopback(port), handler); }),
          "cannot connect");
  require(finished(network, "the TLS handshake",
                   [&](auto handler) {
                     net::co_spawn(network, line.handshake_as_client("127.0.0.1"),
                                   [handler](std::exception_ptr, error_code fault) mutable {
                                     handler(fault);
                                   });
                   }),
          "no TLS");
}

}  // namespace

struct RawClient::Line {
  explicit Line(TlsContext* tls) : stream(SegmentStream(network.get_executor()), tls) {}

  net::io_context network;
  websocket::stream<LineStream> stream;
  // An operation that a test gave up on still refers to these.
  beast::flat_buffer buffer;
  std::string message;             ///< a line or a frame
  std::deque<std::string> behind;  ///< what came with it

  ~Line() {
    error_code ignored;
    socket().close(ignored);
    network.restart();
    network.run();
  }

  tcp::socket& socket() { return beast::get_lowest_layer(stream).socket(); }

  void send(bool binary, const std::string& bytes) {
    stream.binary(binary);
    require(finished(network, "sending",
                     [&](auto handler) { stream.async_write(net::buffer(bytes), handler); }),
            "cannot send");
  }

  /// The next line or frame: several may travel as one message.
  error_code receive() {
    if (behind.empty()) {
      buffer.clear();
      const auto fault = finished(network, "the wait for a message",
                                  [&](auto handler) { stream.async_read(buffer, handler); });
      if (fault) return fault;
      split(beast::buffers_to_string(buffer.data()));
    }
    message = std::move(behind.front());
    behind.pop_front();
    return {};
  }

  void split(const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
      const auto rest = std::string_view(bytes).substr(at);
      const auto size = stream.got_binary()
                            ? protocol::first_frame_bytes(std::as_bytes(std::span(rest)))
                            : std::min(rest.find('\n'), rest.size());
      behind.emplace_back(rest.substr(0, size));
      at += size + (stream.got_binary() ? 0 : 1);
    }
  }

  std::string how_it_closed(error_code fault) const {
    if (fault != websocket::error::closed) return "the connection broke: " + fault.message();
    return "closed with " + std::to_string(stream.reason().code) + " '" +
           std::string(stream.reason().reason.c_str()) + "'";
  }
};

RawClient::RawClient(unsigned short port, const std::string& subprotocol, bool reluctant,
                     const std::string& authority)
    : line_(std::make_unique<Line>(trusting(authority).get())) {
  auto& stream = line_->stream;
  if (reluctant) {
    line_->socket().open(tcp::v4());
    line_->socket().set_option(net::socket_base::receive_buffer_size(4096));
  }
  open(line_->network, stream.next_layer(), port);
  stream.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
    if (!subprotocol.empty()) request.set(http::field::sec_websocket_protocol, subprotocol);
  }));
  stream.auto_fragment(false);
  require(finished(line_->network, "the handshake",
                   [&](auto handler) { stream.async_handshake("127.0.0.1", "/", handler); }),
          "no WebSocket");
}

RawClient::~RawClient() = default;
RawClient::RawClient(RawClient&&) noexcept = default;
RawClient& RawClient::operator=(RawClient&&) noexcept = default;

void RawClient::text(const std::string& text) { line_->send(false, text); }
void RawClient::binary(const std::string& bytes) { line_->send(true, bytes); }

void RawClient::hello(Role role, std::vector<std::int64_t> holds, const std::string& session) {
  message(protocol::Hello{protocol::kProtocolVersion, session, role,
                          token_of(std::string(name(role))), std::move(holds)});
}

void RawClient::hello_with_telemetry(Role role) {
  message(protocol::Hello{
      protocol::kProtocolVersion, "live", role, token_of(std::string(name(role))), {}, true});
}

std::int64_t RawClient::command(protocol::Command command) {
  command.id = ++last_command_;
  message(command);
  return command.id;
}

protocol::CommandResult RawClient::order(protocol::Command command) {
  const auto id = this->command(std::move(command));
  auto result = expect_result();
  if (result.id != id)
    throw DialogueError("the result of command " + std::to_string(result.id) + ", expected " +
                        std::to_string(id));
  return result;
}

void RawClient::vanish() {
  error_code ignored;
  line_->socket().close(ignored);
}

protocol::FromRelay RawClient::next_message() {
  if (const auto fault = line_->receive()) throw DialogueError(line_->how_it_closed(fault));
  const auto& text = line_->message;
  if (line_->stream.got_binary())
    throw DialogueError("a frame of " + std::to_string(text.size()) + " bytes, expected text");
  auto message = protocol::decode_from_relay(text);
  if (!message) throw DialogueError(message.error().message + ": " + text);
  return std::move(*message);
}

Json RawClient::expect_json() {
  if (const auto fault = line_->receive()) throw DialogueError(line_->how_it_closed(fault));
  return Json::parse(line_->message);
}

Json RawClient::expect_json(const std::string& type) {
  const auto until = std::chrono::steady_clock::now() + kDeadline;
  std::string last;
  while (std::chrono::steady_clock::now() < until) {
    auto message = expect_json();
    if (message["type"] == type) return message;
    last = message.dump();
  }
  throw DialogueError("no " + type + " within 10 s, the last: " + last);
}

std::string RawClient::expect_error(protocol::ErrorCode code) {
  const auto error = expect<protocol::Error>();
  if (error.code != code)
    throw DialogueError("error " + std::string(name(error.code)) + ", expected " +
                        std::string(name(code)) + ": " + error.message);
  return error.message;
}

protocol::CommandResult RawClient::expect_result() {
  auto message = next_message();
  while (std::holds_alternative<protocol::Status>(message)) message = next_message();
  auto* result = std::get_if<protocol::CommandResult>(&message);
  if (result == nullptr) throw DialogueError("expected a command's result: " + encode(message));
  return std::move(*result);
}

void RawClient::expect_error_among_statuses(protocol::ErrorCode code) {
  auto message = next_message();
  while (std::holds_alternative<protocol::Status>(message)) message = next_message();
  const auto* error = std::get_if<protocol::Error>(&message);
  if (error == nullptr || error->code != code)
    throw DialogueError("expected an error " + std::string(name(code)) + ": " + encode(message));
}

protocol::Frame RawClient::expect_frame(protocol::FrameKind kind, std::int64_t step) {
  if (const auto fault = line_->receive()) throw DialogueError(line_->how_it_closed(fault));
  const auto& bytes = line_->message;
  if (!line_->stream.got_binary()) throw DialogueError("expected a frame, got " + bytes);
  auto frame = protocol::Frame::parse(Buffer(bytes));
  if (!frame) throw DialogueError(frame.error().message);
  const auto& header = frame->header();
  if (header.kind != kind || header.step != step)
    throw DialogueError("a frame of kind " + std::to_string(header.kind) + ", step " +
                        std::to_string(header.step));
  return std::move(*frame);
}

protocol::Status RawClient::expect_status(
    const std::string& wanted, const std::function<bool(const protocol::Status&)>& good) {
  const auto until = std::chrono::steady_clock::now() + kDeadline;
  protocol::Status status;
  while (std::chrono::steady_clock::now() < until) {
    auto message = next_message();
    if (std::holds_alternative<protocol::CommandResult>(message)) continue;
    if (!std::holds_alternative<protocol::Status>(message))
      throw DialogueError("another message than a status: " + encode(message));
    status = std::get<protocol::Status>(std::move(message));
    if (good(status)) return status;
  }
  throw DialogueError("no status with " + wanted + " within 10 s, the last: " + status.text);
}

void RawClient::expect_close(std::uint16_t code) {
  const auto fault = line_->receive();
  if (!fault)
    throw DialogueError("expected a close with " + std::to_string(code) + ", got " +
                        line_->message);
  if (fault != websocket::error::closed || line_->stream.reason().code != code)
    throw DialogueError(line_->how_it_closed(fault) + ", expected " + std::to_string(code));
}

void RawClient::expect_refusal(protocol::ErrorCode code) {
  expect_error(code);
  expect_close(close_code(code));
}

HttpQuestion upgrade(const std::string& origin, const std::string& host) {
  return {.headers = {{"Connection", "Upgrade"},
                      {"Upgrade", "websocket"},
                      {"Host", host},
                      {"Origin", origin},
                      {"Sec-WebSocket-Version", "13"},
                      {"Sec-WebSocket-Protocol", protocol::kSubprotocol},
                      {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}}};
}

HttpAnswer ask(unsigned short port, const HttpQuestion& question, const std::string& authority) {
  net::io_context network;
  LineStream line(SegmentStream(network.get_executor()), trusting(authority).get());
  http::request<http::string_body> request(http::string_to_verb(question.method), question.target,
                                           11);
  request.set(http::field::host, "127.0.0.1");
  request.set(http::field::connection, "close");
  for (const auto& [name, value] : question.headers) request.set(name, value);
  request.body() = question.body;
  request.prepare_payload();
  http::response_parser<http::string_body> parser;
  parser.skip(question.method == "HEAD");
  parser.body_limit(boost::none);
  beast::flat_buffer buffer;
  open(network, line, port);
  require(
      finished(network, "asking", [&](auto handler) { http::async_write(line, request, handler); }),
      "cannot ask");
  require(finished(network, "the wait for an answer",
                   [&](auto handler) { http::async_read(line, buffer, parser, handler); }),
          "no answer");
  HttpAnswer answer{parser.get().result_int(), {}, parser.get().body()};
  for (const auto& field : parser.get()) {
    std::string name(field.name_string());
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    answer.headers[name] = std::string(field.value());
  }
  return answer;
}

}  // namespace sotto
