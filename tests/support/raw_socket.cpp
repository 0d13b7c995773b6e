#include "tests/support/raw_socket.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "tests/support/raw_client.hpp"

namespace sotto {
namespace {

void require(bool done, const std::string& what) {
  if (!done) throw DialogueError(what + ": " + std::strerror(errno));
}

}  // namespace

RawSocket::RawSocket(unsigned short port, bool reluctant)
    : handle_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  require(handle_ >= 0, "no socket");
  const int small = 4096;
  if (reluctant) ::setsockopt(handle_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  require(::connect(handle_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0,
          "cannot connect");
}

RawSocket::~RawSocket() {
  if (handle_ >= 0) ::close(handle_);
}

void RawSocket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = ::send(handle_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    require(size > 0, "cannot send");
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
}

bool RawSocket::read_into(std::string& bytes, std::chrono::steady_clock::time_point until) {
  pollfd ready{handle_, POLLIN, 0};
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      until - std::chrono::steady_clock::now());
  if (::poll(&ready, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) != 1)
    throw DialogueError("nothing came in time, and the line is open");
  std::array<char, 65'536> part;
  const auto size = ::recv(handle_, part.data(), part.size(), 0);
  if (size > 0) bytes.append(part.data(), static_cast<std::size_t>(size));
  return size > 0;
}

std::string RawSocket::receive(std::size_t at_least, std::chrono::seconds deadline) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  std::string bytes;
  while (bytes.size() < at_least && read_into(bytes, until)) {
  }
  return bytes;
}

std::string RawSocket::receive_until(std::string_view end) {
  const auto until = std::chrono::steady_clock::now() + kDeadline;
  std::string bytes;
  while (!bytes.ends_with(end))
    if (!read_into(bytes, until)) throw DialogueError("closed after '" + bytes + "'");
  return bytes;
}

std::string RawSocket::rest(std::chrono::seconds deadline) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  std::string bytes;
  while (read_into(bytes, until)) {
  }
  return bytes;
}

std::string upgrade_request(std::string_view subprotocol) {
  std::string request =
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  if (!subprotocol.empty())
    request += "Sec-WebSocket-Protocol: " + std::string(subprotocol) + "\r\n";
  return request + "\r\n";
}

std::string masked_frame(unsigned char first, std::string_view payload, std::uint64_t announced) {
  const auto length = announced == UINT64_MAX ? payload.size() : announced;
  std::string frame(1, static_cast<char>(first));
  const int bytes = length < 126 ? 0 : length < 65'536 ? 2 : 8;
  frame += static_cast<char>(0x80 | (bytes == 0 ? length : bytes == 2 ? 126 : 127));
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    frame += static_cast<char>(length >> shift & 0xFF);
  return frame + std::string(4, '\0') + std::string(payload);
}

}  // namespace sotto
