// A TCP stream that writes whole segments.
#pragma once

#include <netinet/tcp.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "shared/transport/net.hpp"

namespace sotto {

/// Asio hands at most 64 KiB at a time to a socket. Without Nagle's delay what is left of them
/// behind the last whole segment leaves as a packet of its own, on loopback 53 bytes for each
/// 65,483, with a way through the kernel and a wake-up of the receiver as dear as a large one's. So
/// no more is handed over at a time than whole segments.
class SegmentStream : public beast::tcp_stream {
 public:
  explicit SegmentStream(const net::any_io_executor& executor) : basic_stream(executor) {}
  explicit SegmentStream(beast::tcp_stream&& stream) : basic_stream(std::move(stream)) {}

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    const auto size = beast::buffer_bytes(buffers);
    return basic_stream::async_write_some(
        beast::buffers_prefix(size < kLargestWrite ? size : whole_segments(), buffers),
        std::forward<Token>(token));
  }

 private:
  static constexpr std::size_t kLargestWrite = 65'536;

  /// The size of a segment, as Asio asks a socket for it (GettableSocketOption).
  struct SegmentSize {
    int value = 0;

    template <class Protocol>
    int level(const Protocol&) const {
      return IPPROTO_TCP;
    }
    template <class Protocol>
    int name(const Protocol&) const {
      return TCP_MAXSEG;
    }
    template <class Protocol>
    void* data(const Protocol&) {
      return &value;
    }
    template <class Protocol>
    std::size_t size(const Protocol&) const {
      return sizeof value;
    }
    template <class Protocol>
    void resize(const Protocol&, std::size_t) {}
  };

  /// As many bytes of them as may be written at a time: their size grows with the peer's window.
  std::size_t whole_segments() {
    SegmentSize segment;
    error_code fault;
    socket().get_option(segment, fault);
    const auto size = static_cast<std::size_t>(std::max(segment.value, 1));
    return fault || size > kLargestWrite ? kLargestWrite : kLargestWrite / size * size;
  }
};

// Beast finds by it how to end the connection below a WebSocket.
template <class Handler>
void async_teardown(beast::role_type role, SegmentStream& stream, Handler&& handler) {
  beast::async_teardown(role, static_cast<beast::tcp_stream&>(stream),
                        std::forward<Handler>(handler));
}

}  // namespace sotto
