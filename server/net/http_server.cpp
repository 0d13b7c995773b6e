#include "server/net/http_server.hpp"

#include <spdlog/spdlog.h>

#include <optional>

#include "server/net/websocket_client.hpp"

namespace sotto {
namespace {

namespace http = beast::http;

constexpr std::chrono::seconds kRequestDeadline{10};
constexpr std::size_t kMaxRequestBody = 64 * 1024;
/// Pause after an accept that failed, e.g. for want of file descriptors.
constexpr std::chrono::milliseconds kAcceptPause{100};

bool offers_subprotocol(const Request& request) {
  const std::string offered(request[http::field::sec_websocket_protocol]);
  return http::token_list(offered).exists(protocol::kSubprotocol);
}

/// What is said to a request that cannot be read; nothing to a client that has gone.
std::optional<Response> unreadable(error_code fault) {
  const auto refuse = [](http::status status, const std::string& sentence) {
    auto response = refusal(Request(http::verb::get, "/", 11), status, sentence);
    response.keep_alive(false);
    return response;
  };
  if (fault == http::error::body_limit)
    return refuse(http::status::payload_too_large, "a request has at most 64 KiB of body");
  if (fault == http::error::header_limit || fault == http::error::buffer_overflow)
    return refuse(http::status::request_header_fields_too_large,
                  "a request has at most 8 KiB of header");
  if (fault.category() != make_error_code(http::error::bad_method).category() ||
      fault == http::error::end_of_stream || fault == http::error::partial_message)
    return std::nullopt;
  return refuse(http::status::bad_request, "no HTTP request that can be read: " + fault.message());
}

net::awaitable<Response> done(Http::Job job) { co_return job(); }

/// Turns the connection into a WebSocket and a Member of its own.
net::awaitable<void> become_websocket(Relay& relay, beast::tcp_stream tcp_stream,
                                      const Request& request) {
  tcp_stream.expires_never();
  Connection::Stream stream(std::move(tcp_stream));
  Connection::configure(stream, beast::role_type::server);
  stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
    response.set(http::field::server, "sotto-relay");
    response.set(http::field::sec_websocket_protocol, protocol::kSubprotocol);
  }));
  const auto [fault] = co_await stream.async_accept(request, nothrow);
  if (!fault) std::make_shared<Member>(relay, std::move(stream))->start();
}

}  // namespace

Listener::Listener(net::io_context& network, Relay& relay, Http& http, const tcp::endpoint& at)
    : relay_(relay), http_(http), acceptor_(network, at) {}

void Listener::start() { net::co_spawn(acceptor_.get_executor(), accept(), net::detached); }

void Listener::stop() {
  error_code ignored;
  acceptor_.close(ignored);
}

net::awaitable<void> Listener::accept() {
  while (acceptor_.is_open()) {
    auto [fault, socket] = co_await acceptor_.async_accept(nothrow);
    if (!fault) {
      net::co_spawn(acceptor_.get_executor(), serve(std::move(socket)), net::detached);
    } else if (fault != net::error::operation_aborted && acceptor_.is_open()) {
      spdlog::warn("cannot accept a connection: {}", fault.message());
      net::steady_timer pause(acceptor_.get_executor(), kAcceptPause);
      co_await pause.async_wait(nothrow);
    }
  }
}

net::awaitable<void> Listener::serve(tcp::socket socket) {
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;
  while (true) {
    stream.expires_after(kRequestDeadline);
    http::request_parser<http::string_body> parser;
    parser.body_limit(kMaxRequestBody);
    const auto [fault, size] = co_await http::async_read(stream, buffer, parser, nothrow);
    if (fault) {
      if (auto response = unreadable(fault)) co_await http::async_write(stream, *response, nothrow);
      break;
    }
    const auto request = parser.release();
    if (websocket::is_upgrade(request)) {
      if (!same_origin(request)) {
        const auto response = refusal(request, http::status::forbidden,
                                      "a page of another origin may not connect here");
        co_await http::async_write(stream, response, nothrow);
        co_return;
      }
      if (offers_subprotocol(request)) {
        co_await become_websocket(relay_, std::move(stream), request);
        co_return;
      }
      auto response = refusal(request, http::status::upgrade_required,
                              "expected the WebSocket subprotocol sotto.v1");
      response.set(http::field::sec_websocket_protocol, protocol::kSubprotocol);
      co_await http::async_write(stream, response, nothrow);
      co_return;
    }
    auto answer = http_.answer(request);
    if (auto* job = std::get_if<Http::Job>(&answer))
      answer = co_await net::co_spawn(readers_, done(std::move(*job)), net::use_awaitable);
    auto& response = std::get<Response>(answer);
    const bool keep = response.keep_alive();
    const auto [write_fault, written] = co_await http::async_write(stream, response, nothrow);
    if (write_fault || !keep) break;
  }
  error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace sotto
