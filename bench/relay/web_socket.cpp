#include "bench/relay/web_socket.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "shared/protocol/limits.hpp"

namespace sotto::bench {
namespace {

constexpr std::array<char, 4> kMask{0x35, 0x6a, 0x1c, 0x57};
constexpr int kText = 1;
constexpr int kBinary = 2;
constexpr int kPing = 9;
constexpr int kPong = 10;
constexpr std::size_t kPeek = 4096;  // read beyond what is needed, to spare calls

/// The head of a final, masked message.
std::string head(int kind, std::size_t size) {
  std::string bytes{static_cast<char>(0x80 | kind)};
  int more = 0;
  if (size < 126) {
    bytes += static_cast<char>(0x80 | size);
  } else {
    more = size < 65536 ? 2 : 8;
    bytes += static_cast<char>(0x80 | (more == 2 ? 126 : 127));
  }
  for (int i = more - 1; i >= 0; --i) bytes += static_cast<char>(size >> (8 * i));
  return bytes.append(kMask.data(), kMask.size());
}

std::string masked(int kind, std::string_view payload) {
  auto bytes = head(kind, payload.size());
  for (std::size_t i = 0; i < payload.size(); ++i)
    bytes += static_cast<char>(payload[i] ^ kMask[i % 4]);
  return bytes;
}

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

void no_delay(int handle) {
  const int on = 1;
  ::setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace

Socket::Socket(std::uint16_t port) : handle_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(handle_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    fail("cannot connect");
  no_delay(handle_);
}

Socket::Socket(int handle) : handle_(handle) {
  if (handle < 0) fail("no connection");
  no_delay(handle_);
}

Socket::~Socket() {
  if (handle_ >= 0) ::close(handle_);
}

void Socket::write(const char* bytes, std::size_t size) {
  while (size > 0) {
    const auto count = ::send(handle_, bytes, size, MSG_NOSIGNAL);
    if (count < 0) fail("cannot send");
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
}

std::size_t Socket::read_some(char* bytes, std::size_t size) {
  const auto count = ::recv(handle_, bytes, size, 0);
  if (count < 0) fail("cannot receive");
  return static_cast<std::size_t>(count);
}

void Socket::read(char* bytes, std::size_t size) {
  while (size > 0) {
    const auto count = read_some(bytes, size);
    if (count == 0) throw std::runtime_error("the peer closed");
    bytes += count;
    size -= count;
  }
}

MaskedFrame::MaskedFrame(const protocol::Frame& frame)
    : bytes_(masked(kBinary, frame.buffer().text())),
      payload_(bytes_.size() - frame.buffer().size()) {}

void MaskedFrame::mask(std::size_t offset, const void* value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i)
    bytes_[payload_ + offset + i] =
        static_cast<char>(static_cast<const char*>(value)[i] ^ kMask[(offset + i) % 4]);
}

void MaskedFrame::set_step(std::uint32_t epoch, std::int64_t step) {
  mask(offsetof(protocol::FrameHeader, epoch), &epoch, sizeof epoch);
  mask(offsetof(protocol::FrameHeader, step), &step, sizeof step);
}

void MaskedFrame::set_number(std::int64_t number) {
  mask(offsetof(protocol::FrameHeader, number), &number, sizeof number);
}

WebSocket::WebSocket(std::uint16_t port, Role role) : socket_(port), buffer_(1024 * 1024) {
  const std::string request =
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Protocol: sotto.v3\r\n\r\n";
  socket_.write(request.data(), request.size());
  std::string_view seen;
  do {
    need(seen.size() + 1);
    seen = {buffer_.data() + begin_, end_ - begin_};
  } while (seen.find("\r\n\r\n") == seen.npos);
  if (!seen.starts_with("HTTP/1.1 101")) throw std::runtime_error("the relay does not upgrade");
  begin_ += seen.find("\r\n\r\n") + 4;
  text(encode(protocol::ToRelay{protocol::Hello{
      protocol::kProtocolVersion, "live", role, std::string(name(role)) + "-token", {}}}));
  const auto welcome = next();
  if (welcome.bytes.find("\"welcome\"") == welcome.bytes.npos)
    throw std::runtime_error("no welcome but " + std::string(welcome.bytes));
}

void WebSocket::text(const std::string& line) {
  const auto bytes = masked(kText, line);
  socket_.write(bytes.data(), bytes.size());
}

void WebSocket::send(const protocol::ToRelay& message) { text(encode(message)); }

/// Reads until `size` bytes are there, and not much beyond: the rest of a large message goes
/// straight to its place.
void WebSocket::need(std::size_t size) {
  if (end_ - begin_ >= size) return;
  if (begin_ + size + kPeek > buffer_.size()) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (size + kPeek > buffer_.size()) throw std::runtime_error("a message that is too large");
  while (end_ - begin_ < size) {
    const auto missing = size - (end_ - begin_);
    const auto count =
        socket_.read_some(buffer_.data() + end_, missing < kPeek ? missing + kPeek : missing);
    if (count == 0) throw std::runtime_error("the relay closed");
    end_ += count;
  }
}

void WebSocket::receive() {
  while (true) {
    need(2);
    const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(buffer_[begin_ + i]); };
    const int kind = at(0) & 15;
    std::size_t size = at(1);
    const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
    need(2 + more);
    if (more > 0) size = 0;
    for (std::size_t i = 0; i < more; ++i) size = size << 8 | at(2 + i);
    if ((at(0) & 0x80) == 0) throw std::runtime_error("a message in fragments");
    need(2 + more + size);
    const std::string_view payload{buffer_.data() + begin_ + 2 + more, size};
    begin_ += 2 + more + size;
    if (kind == kPing) {
      const auto pong = masked(kPong, payload);
      socket_.write(pong.data(), pong.size());
    } else if (kind == kText || kind == kBinary) {
      binary_ = kind == kBinary;
      message_ = payload;
      return;
    } else {
      throw std::runtime_error("the relay closes");
    }
  }
}

WebSocket::Message WebSocket::next() {
  if (message_.empty()) receive();
  const auto size = binary_ ? protocol::first_frame_bytes(std::as_bytes(std::span(message_)))
                            : std::min(message_.find('\n'), message_.size());
  const Message first{binary_, message_.substr(0, size)};
  message_.remove_prefix(std::min(message_.size(), size + (binary_ ? 0 : 1)));
  return first;
}

}  // namespace sotto::bench
