// The bytes of a connection: as they are, or encrypted by TLS.
#pragma once

#include <boost/asio/ssl.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/container/static_vector.hpp>
#include <cstddef>
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

  // Asio's AsyncReadStream and AsyncWriteStream, for a completion void(error_code, std::size_t).

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return net::async_initiate<Token, Moved>(
        [this](auto handler, const Few<net::mutable_buffer>& to) {
          read_some(to, any(std::move(handler)));
        },
        token, few<net::mutable_buffer>(buffers));
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return net::async_initiate<Token, Moved>(
        [this](auto handler, const Few<net::const_buffer>& from) {
          write_some(from, any(std::move(handler)));
        },
        token, few<net::const_buffer>(buffers));
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

  // What reads and writes below HTTP and WebSocket is compiled once, too, whoever waits for it: any
  // handler and any buffers become these types here.

  using Moved = void(error_code, std::size_t);
  /// With its executor beside it: Asio 1.24 cannot post to the one that it keeps in the handler.
  using AnyHandler = net::executor_binder<net::any_completion_handler<Moved>, net::any_io_executor>;
  template <class Buffer>
  using Few = boost::container::static_vector<Buffer, 16>;

  /// The first of them: nobody asks for all to be moved at once.
  template <class Buffer, class Buffers>
  static Few<Buffer> few(const Buffers& buffers) {
    Few<Buffer> first;
    const auto end = net::buffer_sequence_end(buffers);
    for (auto at = net::buffer_sequence_begin(buffers);
         at != end && first.size() < first.capacity(); ++at)
      first.push_back(Buffer(*at));
    return first;
  }

  template <class Handler>
  AnyHandler any(Handler handler) {
    const net::any_io_executor executor = net::get_associated_executor(handler, get_executor());
    return net::bind_executor(executor, net::any_completion_handler<Moved>(std::move(handler)));
  }

  void read_some(const Few<net::mutable_buffer>& to, AnyHandler handler);
  void write_some(const Few<net::const_buffer>& from, AnyHandler handler);

  Either stream_;
};

}  // namespace sotto
