// A TCP connection that sends exactly the bytes that a test wants sent.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "tests/support/relay_process.hpp"

namespace sotto {

class RawSocket {
 public:
  /// Connects to a port of this machine. Throws DialogueError. `reluctant`: its system takes in
  /// next to nothing that has not been read.
  explicit RawSocket(unsigned short port, bool reluctant = false);
  ~RawSocket();
  RawSocket(RawSocket&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
  RawSocket& operator=(RawSocket&&) = delete;

  /// Throws DialogueError where the other end has closed.
  void send(std::string_view bytes);
  /// The next bytes, at least one; fewer at the end of the line. Throws DialogueError where none
  /// come in time.
  std::string receive(std::size_t at_least = 1, std::chrono::seconds deadline = kDeadline);
  /// All bytes up to and including `end`.
  std::string receive_until(std::string_view end);
  /// All that comes until the other end closes. Throws DialogueError where it does not in time.
  std::string rest(std::chrono::seconds deadline = kDeadline);

 private:
  /// False at the end of the line.
  bool read_into(std::string& bytes, std::chrono::steady_clock::time_point until);

  int handle_;
};

/// A request for a WebSocket of `subprotocol`; none where it is empty.
std::string upgrade_request(std::string_view subprotocol);

/// A WebSocket frame as a client sends it, masked with nought. `first`: FIN bit and opcode.
/// `announced`: the length that its header gives; by default the true one.
std::string masked_frame(unsigned char first, std::string_view payload,
                         std::uint64_t announced = UINT64_MAX);

}  // namespace sotto
