// One WebSocket connection: one reader, one bounded writer, one way to stop.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "shared/base/buffer.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/transport/line_stream.hpp"
#include "shared/transport/net.hpp"

namespace sotto {

/// One message as it arrived; unless they are kept whole, a text message of several lines or a
/// binary one of several frames comes as one for each. `too_large`: it went over the read limit;
/// what was read of it is not given, nothing more is read, and the receiver is expected to stop().
struct Incoming {
  bool binary = false;
  bool too_large = false;
  Buffer bytes;
};

/// How a connection ended.
struct Closed {
  std::uint16_t code = 0;  ///< the peer's close code; 0 where it went away without one
  std::string reason;      ///< the peer's, or the system's error
};

enum class Sent { queued, overflow };

/// All members and callbacks run on the socket's executor, which must be one thread or a strand.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Stream = websocket::stream<LineStream>;

  /// Takes over a stream whose WebSocket handshake is done.
  explicit Connection(Stream stream);

  /// What a stream of Sotto's is set to before its handshake: timeouts, pings, buffers, no delay.
  static void configure(Stream& stream, beast::role_type role);

  struct Callbacks {
    std::function<void(Incoming)> message;
    std::function<void(Closed)> closed;  ///< exactly once, last
  };
  void start(Callbacks callbacks);

  /// Messages of more bytes are reported as too_large.
  void set_read_limit(std::size_t bytes) { read_limit_ = bytes; }
  /// Expected size of a binary message: read into one allocation of that size.
  void set_size_hint(std::size_t bytes) { size_hint_ = bytes; }

  /// Messages that may be queued.
  void set_queue_limit(std::size_t messages) { queue_limit_ = messages; }

  /// Messages are given as they came, not taken apart into lines and frames.
  void keep_whole() { whole_ = true; }

  /// A message that takes longer to be written cuts the line; from the next one on.
  void set_write_deadline(std::chrono::milliseconds deadline) { write_deadline_ = deadline; }

  /// Lets what is sent in one go travel as one message: text as its lines, frames one behind the
  /// other.
  void join_messages() { joins_ = true; }

  /// Puts a message in the queue; the buffer must not change any more. `overflow`: the queue is
  /// full and the message was dropped.
  Sent send(bool binary, Buffer bytes);

  std::size_t queued_bytes() const { return queued_bytes_; }
  std::size_t queued_messages() const { return queue_.size(); }

  /// Writes what is queued, closes with this code and, after kCloseDeadline, without the peer's
  /// consent. Further sends are dropped. The first call counts.
  void stop(std::uint16_t code, std::string reason);

  net::any_io_executor executor() { return stream_.get_executor(); }

  /// Peer's address and port.
  const std::string& peer() const { return peer_; }

 private:
  struct Outgoing {
    bool binary;
    Buffer bytes;
  };

  net::awaitable<void> read();
  void deliver(bool binary, Buffer bytes);
  void write_next();
  void watch_writing();
  std::size_t join();
  void close();
  void cut(const std::string& reason);
  void report_closed(Closed closed);

  Stream stream_;
  std::string peer_;
  net::steady_timer close_timer_;
  net::steady_timer write_timer_;
  Callbacks callbacks_;
  std::size_t read_limit_ = protocol::kMaxHello;
  std::size_t size_hint_ = 0;
  std::size_t queue_limit_ = protocol::kMaxQueuedMessages;
  std::deque<Outgoing> queue_;
  std::vector<net::const_buffer> parts_;  ///< of the message that is being written
  std::size_t queued_bytes_ = 0;
  std::chrono::milliseconds write_deadline_ = protocol::kWriteDeadline;
  std::chrono::steady_clock::time_point write_by_;  ///< the message that is being written
  bool watches_writing_ = false;
  bool whole_ = false;
  bool joins_ = false;
  bool writing_ = false;  ///< or about to
  bool stopping_ = false;
  bool closed_ = false;
  websocket::close_reason close_reason_;
};

}  // namespace sotto
