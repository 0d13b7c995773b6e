// A client's end of a relay's line on a blocking socket, as cheap as can be, so that what is
// measured is the relay. Throws std::runtime_error.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "shared/protocol/frame.hpp"
#include "shared/protocol/messages.hpp"

namespace sotto::bench {

/// A connected TCP socket.
class Socket {
 public:
  explicit Socket(std::uint16_t port);
  explicit Socket(int handle);
  ~Socket();
  Socket(Socket&& other) noexcept : handle_(other.handle_) { other.handle_ = -1; }
  Socket& operator=(Socket&&) = delete;

  void write(const char* bytes, std::size_t size);
  /// What there is, at least one byte; 0 at the end.
  std::size_t read_some(char* bytes, std::size_t size);
  /// Exactly that many.
  void read(char* bytes, std::size_t size);

 private:
  int handle_;
};

/// A frame as a client sends it, masked already: what changes from one step to the next is its
/// header.
class MaskedFrame {
 public:
  explicit MaskedFrame(const protocol::Frame& frame);
  void set_step(std::uint32_t epoch, std::int64_t step);
  void set_number(std::int64_t number);
  std::string_view bytes() const { return bytes_; }

 private:
  void mask(std::size_t offset, const void* value, std::size_t size);
  std::string bytes_;
  std::size_t payload_;
};

class WebSocket {
 public:
  /// Connects and says hello to the session `live`; reads up to the welcome.
  WebSocket(std::uint16_t port, Role role);

  void send(const protocol::ToRelay& message);
  void send(const MaskedFrame& frame) { socket_.write(frame.bytes().data(), frame.bytes().size()); }

  struct Message {
    bool binary;
    std::string_view bytes;  ///< until the next call
  };
  /// One line or frame.
  Message next();

 private:
  void text(const std::string& line);
  void receive();
  void need(std::size_t size);

  Socket socket_;
  std::vector<char> buffer_;  ///< what was read and not yet given out
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool binary_ = false;
  std::string_view message_;  ///< what is left of the last one
};

}  // namespace sotto::bench
