#include "server/net/http_server.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <optional>
#include <tuple>

#include "server/api/security_headers.hpp"

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
/// So many of them within that time; then nobody is accepted until it is over. A flood waits with
/// the system, where it takes nothing from the sessions.
constexpr int kMostTurnedAway = 20;
constexpr std::chrono::milliseconds kFloodWindow{100};

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

net::awaitable<Response> done(Job job) { co_return job(); }

/// Ends a connection on which more may come than was read: who closes on that takes its last answer
/// back. It is read, and thrown away, until the peer closes or the deadline is over.
net::awaitable<void> part_from(LineStream& line) {
  co_await line.finish();
  std::array<char, 4096> rest;
  error_code over;
  while (!over)
    std::tie(over, std::ignore) =
        co_await line.next_layer().async_read_some(net::buffer(rest), nothrow);
}

}  // namespace

HttpServer::HttpServer(net::io_context& network, Service& service, Admission& admission,
                       const ServerCertificate* certificate, const tcp::endpoint& at)
    : service_(service), admission_(admission), certificate_(certificate), acceptor_(network, at) {}

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
      const auto now = std::chrono::steady_clock::now();
      if (auto ticket = admission_.admit(from.address(), now)) {
        net::co_spawn(acceptor_.get_executor(), serve(std::move(socket), std::move(ticket)),
                      net::detached);
        continue;
      }
      if (turned_away_ < kMaxTurnedAway)
        net::co_spawn(acceptor_.get_executor(), turn_away(std::move(socket)), net::detached);
      if (now - flood_.since >= kFloodWindow) flood_ = {now, 0};
      if (++flood_.turned_away < kMostTurnedAway) continue;
      net::steady_timer over(acceptor_.get_executor(), flood_.since + kFloodWindow);
      co_await over.async_wait(nothrow);
    } else if (fault != net::error::operation_aborted && acceptor_.is_open()) {
      spdlog::warn("cannot accept a connection: {}", fault.message());
      net::steady_timer pause(acceptor_.get_executor(), kAcceptPause);
      co_await pause.async_wait(nothrow);
    }
  }
}

/// One answer always has: else what is larger than all room would never be told.
bool HttpServer::has_room(const Response& response) const {
  return unread_ == 0 || unread_ + response.body().size() <= protocol::kMaxUnreadAnswers;
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
               "this relay has as many connections as it takes now, in all or from this address");
    co_await http::async_write(stream, response, nothrow);
    co_await part_from(stream);
  }
  --turned_away_;
}

net::awaitable<void> HttpServer::serve(tcp::socket socket, Admission::Ticket ticket) {
  auto stream = line(std::move(socket));
  stream.next_layer().expires_after(kRequestDeadline);
  if (co_await stream.handshake_as_server()) co_return;
  beast::flat_buffer buffer;
  bool all_read = true;
  while (true) {
    stream.next_layer().expires_after(kRequestDeadline);
    http::request_parser<http::string_body> parser;
    parser.body_limit(kMaxRequestBody);
    const auto [fault, size] = co_await http::async_read(stream, buffer, parser, nothrow);
    if (fault) {
      if (auto response = unreadable(fault)) {
        all_read = false;
        co_await http::async_write(stream, *response, nothrow);
      }
      break;
    }
    const auto request = parser.release();
    if (websocket::is_upgrade(request)) {
      if (const auto response = service_.refuses_upgrade(request, encrypted())) {
        co_await http::async_write(stream, *response, nothrow);
        break;
      }
      co_await upgrade(std::move(stream), request, std::move(ticket));
      co_return;
    }
    auto answer = service_.answer(request);
    if (auto* job = std::get_if<Job>(&answer))
      answer = co_await net::co_spawn(readers_, done(std::move(*job)), net::use_awaitable);
    auto& response = std::get<Response>(answer);
    if (!has_room(response)) {
      response = refusal(request, {http::status::service_unavailable,
                                   "too much waits to be read by others; try again"});
      response.keep_alive(false);
    }
    if (encrypted()) set_security_headers(request, response, /*encrypted=*/true);
    const bool keep = response.keep_alive();
    const auto waiting = response.body().size();
    unread_ += waiting;
    const auto [write_fault, written] = co_await http::async_write(stream, response, nothrow);
    unread_ -= waiting;
    if (write_fault || !keep) break;
  }
  stream.next_layer().expires_after(protocol::kCloseDeadline);
  if (all_read)
    co_await stream.finish();
  else
    co_await part_from(stream);
}

net::awaitable<void> HttpServer::upgrade(LineStream line, const Request& request,
                                         Admission::Ticket ticket) {
  line.next_layer().expires_never();
  Connection::Stream stream(std::move(line));
  Connection::configure(stream, beast::role_type::server);
  const auto subprotocol = service_.subprotocol();
  stream.set_option(
      websocket::stream_base::decorator([subprotocol](websocket::response_type& response) {
        response.set(http::field::server, "sotto-relay");
        if (!subprotocol.empty()) response.set(http::field::sec_websocket_protocol, subprotocol);
      }));
  const auto [fault] = co_await stream.async_accept(request, nothrow);
  if (fault) co_return;
  service_.begin(std::move(stream), std::move(ticket));
}

}  // namespace sotto
