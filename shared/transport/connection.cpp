#include "shared/transport/connection.hpp"

#include <algorithm>
#include <cstring>

#include "shared/protocol/frame.hpp"

namespace sotto {
namespace {

/// First read of a message whose size nobody foretold.
constexpr std::size_t kSmallMessage = 1024;
/// What a client masks and writes at a time: a frame of 4,096 x 16 values in one go.
constexpr std::size_t kWriteBuffer = 257 * 1024;

std::string address_of(const tcp::socket& socket) {
  error_code fault;
  const auto endpoint = socket.remote_endpoint(fault);
  if (fault) return "unknown";
  return endpoint.address().to_string() + ":" + std::to_string(endpoint.port());
}

}  // namespace

Connection::Connection(Stream stream)
    : stream_(std::move(stream)),
      peer_(address_of(beast::get_lowest_layer(stream_).socket())),
      close_timer_(stream_.get_executor()),
      write_timer_(stream_.get_executor()) {}

void Connection::configure(Stream& stream, beast::role_type role) {
  auto timeouts = websocket::stream_base::timeout::suggested(role);
  timeouts.handshake_timeout = protocol::kHelloDeadline;
  timeouts.idle_timeout = protocol::kIdleTimeout;
  timeouts.keep_alive_pings = true;
  stream.set_option(timeouts);
  stream.read_message_max(0);   // read() counts, so that it can answer before closing
  stream.auto_fragment(false);  // one frame a message: no copy on the unmasked side
  if (role == beast::role_type::client) stream.write_buffer_bytes(kWriteBuffer);
  error_code ignored;
  beast::get_lowest_layer(stream).socket().set_option(tcp::no_delay(true), ignored);
}

void Connection::start(Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  net::co_spawn(
      stream_.get_executor(), [self = shared_from_this()] { return self->read(); }, net::detached);
}

net::awaitable<void> Connection::read() {
  const auto self = shared_from_this();
  while (true) {
    Buffer bytes(size_hint_ > 0 ? std::max(size_hint_, protocol::kMaxJoined) : kSmallMessage);
    std::size_t size = 0;
    do {
      if (size == bytes.size()) {
        Buffer larger(std::min(bytes.size() * 2, std::max(read_limit_ + 1, bytes.size() + 1)));
        std::memcpy(larger.mutable_bytes().data(), bytes.bytes().data(), size);
        bytes = std::move(larger);
      }
      const auto rest = bytes.mutable_bytes().subspan(size);
      const auto [fault, count] =
          co_await stream_.async_read_some(net::buffer(rest.data(), rest.size()), nothrow);
      if (fault) {
        const auto& reason = stream_.reason();
        if (fault == websocket::error::closed)
          report_closed({reason.code, std::string(reason.reason.c_str())});
        else
          report_closed({0, fault.message()});
        co_return;
      }
      size += count;
      if (size > read_limit_) {
        if (!stopping_)
          callbacks_.message({.binary = stream_.got_binary(), .too_large = true, .bytes = {}});
        co_return;  // stop() closes the socket
      }
    } while (!stream_.is_message_done());
    bytes.shrink(size);
    if (stopping_) continue;  // only the peer's close is of interest now
    deliver(stream_.got_binary(), std::move(bytes));
  }
}

void Connection::deliver(bool binary, Buffer bytes) {
  if (whole_)
    return callbacks_.message({.binary = binary, .too_large = false, .bytes = std::move(bytes)});
  for (std::size_t at = 0; at < bytes.size() || at == 0;) {
    auto size = bytes.size() - at;
    std::size_t separator = 0;
    if (binary) {
      size = protocol::first_frame_bytes(bytes.bytes().subspan(at));
    } else if (const auto end = bytes.text().find('\n', at); end != std::string_view::npos) {
      size = end - at;
      separator = 1;
    }
    callbacks_.message({.binary = binary, .too_large = false, .bytes = bytes.part(at, size)});
    at += size + separator;
    if (stopping_ || closed_ || at == 0) return;
  }
}

Sent Connection::send(bool binary, Buffer bytes) {
  if (stopping_ || closed_) return Sent::queued;  // quietly: the peer is leaving
  if (queue_.size() >= queue_limit_ || queued_bytes_ + bytes.size() > protocol::kMaxQueuedBytes)
    return Sent::overflow;
  queued_bytes_ += bytes.size();
  queue_.push_back({binary, std::move(bytes)});
  if (writing_) return Sent::queued;
  writing_ = true;
  if (joins_)  // there may be more right behind it
    net::post(stream_.get_executor(), [self = shared_from_this()] { self->write_next(); });
  else
    write_next();
  return Sent::queued;
}

/// Gathers what travels next as one message. Returns how many of the queue that are.
std::size_t Connection::join() {
  static constexpr char kNewline = '\n';
  const bool binary = queue_.front().binary;
  parts_.clear();
  std::size_t count = 0;
  std::size_t size = 0;
  for (const auto& next : queue_) {
    if (count > 0 &&
        (!joins_ || next.binary != binary || size + next.bytes.size() >= protocol::kMaxJoined))
      break;
    if (count > 0 && !binary) parts_.emplace_back(&kNewline, 1);
    parts_.emplace_back(next.bytes.bytes().data(), next.bytes.size());
    size += next.bytes.size() + 1;
    ++count;
  }
  return count;
}

void Connection::write_next() {
  if (queue_.empty()) {
    writing_ = false;
    if (stopping_) close();
    return;
  }
  stream_.binary(queue_.front().binary);
  const auto count = join();
  write_by_ = std::chrono::steady_clock::now() + write_deadline_;
  if (!watches_writing_) watch_writing();
  stream_.async_write(parts_, [self = shared_from_this(), count](error_code fault, std::size_t) {
    for (std::size_t i = 0; i < count; ++i) {
      self->queued_bytes_ -= self->queue_.front().bytes.size();
      self->queue_.pop_front();
    }
    if (!fault) return self->write_next();
    self->writing_ = false;
    self->queue_.clear();
    self->queued_bytes_ = 0;
    beast::get_lowest_layer(self->stream_).close();  // ends read()
  });
}

/// One timer for many messages, as setting one for each costs more than writing it: it fires once
/// in a deadline, and is set again while messages are written.
void Connection::watch_writing() {
  watches_writing_ = true;
  write_timer_.expires_at(write_by_);
  write_timer_.async_wait([weak = weak_from_this()](error_code fault) {
    const auto self = weak.lock();
    if (fault || !self) return;
    self->watches_writing_ = false;
    if (!self->writing_) return;
    if (std::chrono::steady_clock::now() < self->write_by_) return self->watch_writing();
    self->cut("it does not read");
  });
}

/// Without the peer's consent: what waits to be written to it is never read.
void Connection::cut(const std::string& reason) {
  beast::get_lowest_layer(stream_).close();
  report_closed({0, reason});
}

void Connection::stop(std::uint16_t code, std::string reason) {
  if (stopping_ || closed_) return;
  stopping_ = true;
  constexpr std::size_t kMaxReason = 120;  // a control frame holds 125 bytes
  if (reason.size() > kMaxReason) reason.resize(kMaxReason);
  close_reason_.code = static_cast<websocket::close_code>(code);
  close_reason_.reason = reason;
  close_timer_.expires_after(protocol::kCloseDeadline);
  close_timer_.async_wait([self = shared_from_this()](error_code fault) {
    if (!fault) self->cut("closed without the peer's consent");
  });
  if (queue_.empty()) close();
}

void Connection::close() {
  stream_.async_close(close_reason_, [self = shared_from_this()](error_code fault) {
    self->report_closed({0, fault ? fault.message() : "closed by this side"});
  });
}

void Connection::report_closed(Closed closed) {
  if (closed_) return;
  closed_ = true;
  close_timer_.cancel();
  write_timer_.cancel();
  // The callbacks may own what owns this connection: let go of them before the last one runs.
  const auto callbacks = std::move(callbacks_);
  callbacks_ = {};
  callbacks.closed(std::move(closed));
}

}  // namespace sotto
