// The bytes of a connection: as they are, or encrypted by TLS.
#pragma once

#include <boost/asio/ssl.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <string>
#include <utility>
#include <variant>

#include "shared/transport/net.hpp"
#include "shared/transport/segment_stream.hpp"

namespace sotto {

/// One type for both, so that what speaks HTTP or WebSocket on it is compiled, and read, once.
/// Below it the socket is the same: deadlines are set and connections cut at next_layer().
class LineStream {
 public:
  using next_layer_type = SegmentStream;
  using executor_type = SegmentStream::executor_type;

  /// Encrypted where `tls` is not null, which need not outlive the constructor.
  explicit LineStream(SegmentStream stream, net::ssl::context* tls = nullptr)
      : stream_(tls != nullptr ? Either(std::in_place_type<Encrypted>, std::move(stream), *tls)
                               : Either(std::move(stream))) {}

  SegmentStream& next_layer();
  executor_type get_executor() { return next_layer().get_executor(); }

  // The handshake comes before the first byte, and within the deadline of next_layer(). In the
  // clear there is none, and they succeed at once.

  net::awaitable<error_code> handshake_as_server();
  /// Fails where the server's certificate is not that of `host`, a name or an address, or nobody
  /// whom the context trusts has signed it.
  net::awaitable<error_code> handshake_as_client(std::string host);
  /// Why the server's certificate was not taken; empty where that is not what went wrong.
  std::string distrust();

  /// Tells the peer that nothing more is sent, within the deadline of next_layer().
  net::awaitable<void> finish();

  template <class Buffers, class Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    if (auto* tls = std::get_if<Encrypted>(&stream_))
      return tls->async_read_some(buffers, std::forward<Handler>(handler));
    return std::get_if<SegmentStream>(&stream_)->async_read_some(buffers,
                                                                 std::forward<Handler>(handler));
  }

  template <class Buffers, class Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    if (auto* tls = std::get_if<Encrypted>(&stream_))
      return tls->async_write_some(buffers, std::forward<Handler>(handler));
    return std::get_if<SegmentStream>(&stream_)->async_write_some(buffers,
                                                                  std::forward<Handler>(handler));
  }

  /// Beast finds by it how to end the connection below a WebSocket.
  template <class Handler>
  friend void async_teardown(beast::role_type role, LineStream& line, Handler&& handler) {
    if (auto* tls = std::get_if<Encrypted>(&line.stream_))
      return beast::async_teardown(role, *tls, std::forward<Handler>(handler));
    async_teardown(role, line.next_layer(), std::forward<Handler>(handler));
  }

 private:
  using Encrypted = net::ssl::stream<SegmentStream>;
  using Either = std::variant<SegmentStream, Encrypted>;

  Either stream_;
};

}  // namespace sotto
