#include "server/net/http_server.hpp"

#include <spdlog/spdlog.h>

#include <optional>

#include "server/api/security_headers.hpp"
#include "server/net/websocket_handshake.hpp"
#include "shared/protocol/version.hpp"

namespace sotto {
namespace {

namespace http = beast::http;

constexpr std::chrono::seconds kRequestDeadline{10};
constexpr std::size_t kMaxRequestBody = 64 * 1024;
/// Pause after an accept that failed, e.g. for want of file descriptors.
constexpr std::chrono::milliseconds kAcceptPause{100};
/// One connection too many is told so within this time; beyond that number they are just closed.
constexpr std::chrono::seconds kTurnAwayDeadline{1};
constexpr std::size_t kMaxTurnedAway = 64;

bool offers_subprotocol(const Request& request) {
  const std::string offered(request[http::field::sec_websocket_protocol]);
  return http::token_list(offered).exists(protocol::kSubprotocol);
}

/// To a request that could not be read.
Response unread(http::status status, const std::string& sentence) {
  auto response = refusal(Request(http::verb::get, "/", 11), {status, sentence});
  response.keep_alive(false);
  return response;
}

/// What is said to a request that cannot be read; nothing to a client that has gone.
std::optional<Response> unreadable(error_code fault) {
  if (fault == http::error::body_limit)
    return unread(http::status::payload_too_large, "a request has at most 64 KiB of body");
  if (fault == http::error::header_limit || fault == http::error::buffer_overflow)
    return unread(http::status::request_header_fields_too_large,
                  "a request has at most 8 KiB of header");
  if (fault.category() != make_error_code(http::error::bad_method).category() ||
      fault == http::error::end_of_stream || fault == http::error::partial_message)
    return std::nullopt;
  return unread(http::status::bad_request, "no HTTP request that can be read: " + fault.message());
}

/// Why a request may not become a WebSocket.
std::optional<Response> refuses_upgrade(const Request& request) {
  if (!same_origin(request))
    return refusal(request,
                   {http::status::forbidden, "a page of another origin may not connect here"});
  if (offers_subprotocol(request)) return std::nullopt;
  auto response = refusal(
      request, {http::status::upgrade_required,
                std::string("expected the WebSocket subprotocol ") + protocol::kSubprotocol});
  response.set(http::field::sec_websocket_protocol, protocol::kSubprotocol);
  return response;
}

net::awaitable<Response> done(Job job) { co_return job(); }

}  // namespace

HttpServer::HttpServer(net::io_context& network, const Api& api, Admission& admission,
                       OpenWebSockets& open, const ServerCertificate* certificate,
                       const tcp::endpoint& at)
    : api_(api),
      admission_(admission),
      open_(open),
      certificate_(certificate),
      acceptor_(network, at) {}

void HttpServer::start() { net::co_spawn(acceptor_.get_executor(), accept(), net::detached); }

void HttpServer::stop() {
  error_code ignored;
  acceptor_.close(ignored);
}

net::awaitable<void> HttpServer::accept() {
  while (acceptor_.is_open()) {
    auto [fault, socket] = co_await acceptor_.async_accept(nothrow);
    if (!fault) {
      error_code gone;
      const auto from = socket.remote_endpoint(gone);
      if (gone) continue;
      if (auto ticket = admission_.admit(from.address()))
        net::co_spawn(acceptor_.get_executor(), serve(std::move(socket), std::move(ticket)),
                      net::detached);
      else if (turned_away_ < kMaxTurnedAway)
        net::co_spawn(acceptor_.get_executor(), turn_away(std::move(socket)), net::detached);
    } else if (fault != net::error::operation_aborted && acceptor_.is_open()) {
      spdlog::warn("cannot accept a connection: {}", fault.message());
      net::steady_timer pause(acceptor_.get_executor(), kAcceptPause);
      co_await pause.async_wait(nothrow);
    }
  }
}

LineStream HttpServer::line(tcp::socket socket) const {
  return LineStream(SegmentStream(beast::tcp_stream(std::move(socket))),
                    certificate_ != nullptr ? &certificate_->context() : nullptr);
}

/// Reads the request first: who closes on an unread one takes the answer back.
net::awaitable<void> HttpServer::turn_away(tcp::socket socket) {
  ++turned_away_;
  auto stream = line(std::move(socket));
  stream.next_layer().expires_after(kTurnAwayDeadline);
  if (!co_await stream.handshake_as_server()) {
    beast::flat_buffer buffer;
    http::request_parser<http::empty_body> parser;
    co_await http::async_read_header(stream, buffer, parser, nothrow);
    const auto response =
        unread(http::status::service_unavailable,
               "this relay has as many connections as it takes, in all or from this address");
    co_await http::async_write(stream, response, nothrow);
    co_await stream.finish();
  }
  --turned_away_;
}

net::awaitable<void> HttpServer::serve(tcp::socket socket, Admission::Ticket ticket) {
  auto stream = line(std::move(socket));
  stream.next_layer().expires_after(kRequestDeadline);
  if (co_await stream.handshake_as_server()) co_return;
  beast::flat_buffer buffer;
  while (true) {
    stream.next_layer().expires_after(kRequestDeadline);
    http::request_parser<http::string_body> parser;
    parser.body_limit(kMaxRequestBody);
    const auto [fault, size] = co_await http::async_read(stream, buffer, parser, nothrow);
    if (fault) {
      if (auto response = unreadable(fault)) co_await http::async_write(stream, *response, nothrow);
      break;
    }
    const auto request = parser.release();
    if (websocket::is_upgrade(request)) {
      if (const auto response = refuses_upgrade(request)) {
        co_await http::async_write(stream, *response, nothrow);
        co_return;
      }
      co_await upgrade(std::move(stream), request, std::move(ticket));
      co_return;
    }
    auto answer = answer_to(api_, request);
    if (auto* job = std::get_if<Job>(&answer))
      answer = co_await net::co_spawn(readers_, done(std::move(*job)), net::use_awaitable);
    auto& response = std::get<Response>(answer);
    if (certificate_ != nullptr) set_security_headers(request, response, /*encrypted=*/true);
    const bool keep = response.keep_alive();
    const auto [write_fault, written] = co_await http::async_write(stream, response, nothrow);
    if (write_fault || !keep) break;
  }
  stream.next_layer().expires_after(protocol::kCloseDeadline);
  co_await stream.finish();
}

net::awaitable<void> HttpServer::upgrade(LineStream line, const Request& request,
                                         Admission::Ticket ticket) {
  line.next_layer().expires_never();
  Connection::Stream stream(std::move(line));
  Connection::configure(stream, beast::role_type::server);
  stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
    response.set(http::field::server, "sotto-relay");
    response.set(http::field::sec_websocket_protocol, protocol::kSubprotocol);
  }));
  const auto [fault] = co_await stream.async_accept(request, nothrow);
  if (fault) co_return;
  std::make_shared<WebSocketHandshake>(api_.sessions, open_, std::move(stream), std::move(ticket))
      ->start();
}

}  // namespace sotto
