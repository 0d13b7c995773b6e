#include "server/session/session_host.hpp"

#include <algorithm>

namespace sotto {

using protocol::ErrorCode;

namespace {

/// Bytes of the largest message that anybody may send, and somewhat more, so that a larger one is
/// answered with what was expected.
std::size_t read_limit(const Room& room) {
  const auto columns = static_cast<std::size_t>(room.config().bits);
  auto largest =
      std::max(protocol::kMaxJoined, protocol::frame_bytes(protocol::kMaxChatRows, columns));
  for (const auto& frame : room.task_info().frames)
    largest = std::max(largest, protocol::frame_bytes(static_cast<std::size_t>(frame.rows),
                                                      static_cast<std::size_t>(frame.columns)));
  return largest + protocol::kMaxText;
}

/// Bytes of the step's frames, or 0 where the task has none.
std::size_t usual_frame(const Room& room) {
  const auto& frames = room.task_info().frames;
  if (frames.empty()) return 0;
  return protocol::frame_bytes(static_cast<std::size_t>(frames.front().rows),
                               static_cast<std::size_t>(frames.front().columns));
}

}  // namespace

SessionHost::SessionHost(const net::any_io_executor& executor, std::string name,
                         const SessionConfig& config, const Clock& clock)
    : clock_(clock), room_(std::move(name), config, clock.now()), timer_(executor) {}

template <class Event>
void SessionHost::with_room(Event&& event) {
  const auto now = clock_.now();
  actions_.clear();
  event(now, actions_);
  const auto closes = [](const Action& action) { return std::holds_alternative<Close>(action); };
  for (const auto& action : actions_)
    if (!closes(action)) perform(action, now);
  // Who is sent away is sent away last: the end of the session is in the journal by then.
  if (room_.finished() && !report_told_) {
    report_told_ = true;
    const auto report = room_.report(now);
    for (const auto& each : observers_) each->finished(report);
  }
  for (const auto& action : actions_)
    if (closes(action)) perform(action, now);
  settle(now);
}

void SessionHost::perform(const Action& action, Time now) {
  std::visit(
      Handle{[&](const Send& send) { perform(send); }, [&](const Close& close) { perform(close); },
             [&](const LogLine& line) {
               for (const auto& each : observers_) each->log(line, room_.step());
             },
             [&](const SessionEvent& told) {
               for (const auto& each : observers_) each->observe(told, now);
             }},
      action);
}

void SessionHost::recall(const Recollection& past) {
  with_room([&](Time now, Actions& out) { room_.recall(now, past, out); });
}

void SessionHost::perform(const Send& send) {
  const auto found = connections_.find(send.to);
  if (found == connections_.end()) return;
  auto& connection = *found->second;
  if (const auto* text = std::get_if<protocol::FromRelay>(&send.message))
    return send_text(connection, *text);
  const auto& bytes = std::get<protocol::Frame>(send.message).buffer();
  tell_message(connection.peer(), Direction::to, /*binary=*/true, bytes);
  if (connection.send(true, bytes) == Sent::overflow)
    connection.stop(close_code(ErrorCode::overflow), "too many messages wait for this peer");
}

void SessionHost::perform(const Close& close) {
  const auto found = connections_.find(close.to);
  if (found != connections_.end()) found->second->stop(close.code, close.reason);
}

void SessionHost::send_text(Connection& to, const protocol::FromRelay& message) {
  if (message != last_message_) {  // turns go to several, one after the other
    last_text_ = Buffer(encode(message));
    last_message_ = message;
  }
  tell_message(to.peer(), Direction::to, /*binary=*/false, last_text_);
  if (to.send(false, last_text_) == Sent::overflow)
    to.stop(close_code(ErrorCode::overflow), "too many messages wait for this peer");
}

void SessionHost::tell_message(const std::string& peer, Direction direction, bool binary,
                               const Buffer& bytes) const {
  for (const auto& each : observers_) each->message(peer, direction, binary, bytes);
}

// ---- Time ----

void SessionHost::settle() { settle(clock_.now()); }

void SessionHost::settle(Time now) {
  bool probe = false;
  for (const auto& each : observers_) {
    each->settle(now);
    probe |= each->wants_probe();
  }
  room_.set_watched(probe);
  set_timer();
}

/// One timer for the Room's deadlines and for what observers have to do.
void SessionHost::set_timer() {
  auto next = room_.next_deadline();
  for (const auto& each : observers_)
    if (const auto due = each->due(); due && (!next || *due < *next)) next = due;
  // Deadlines move on with every message; a timer that fires early costs less than resetting it.
  if (next == timer_at_ || (next && timer_at_ && *timer_at_ <= *next)) return;
  timer_at_ = next;
  if (!next) {
    timer_.cancel();
    return;
  }
  timer_.expires_at(*next);
  timer_.async_wait([weak = weak_from_this()](error_code fault) {
    const auto self = weak.lock();
    if (fault || !self) return;
    self->timer_at_.reset();
    self->with_room([&](Time now, Actions& out) { self->room_.tick(now, out); });
  });
}

// ---- Connections ----

void SessionHost::join(MemberId member, std::shared_ptr<Connection> connection,
                       const protocol::Hello& hello) {
  connection->set_read_limit(read_limit(room_));
  if (!only_hears(hello.role)) connection->set_size_hint(usual_frame(room_));
  connection->join_messages();
  if (hello.role == Role::attacker) connection->set_queue_limit(protocol::kMaxQueuedForAttacker);
  connections_[member] = std::move(connection);
  with_room([&](Time now, Actions& out) { room_.join(now, member, hello, out); });
}

void SessionHost::leave(MemberId member) {
  if (connections_.erase(member) == 0) return;
  with_room([&](Time now, Actions& out) { room_.leave(now, member, out); });
}

void SessionHost::receive(MemberId member, const Incoming& incoming) {
  const auto found = connections_.find(member);
  if (found == connections_.end()) return;
  const auto connection = found->second;
  tell_message(connection->peer(), Direction::from, incoming.binary, incoming.bytes);
  with_room([&](Time now, Actions& out) {
    const auto refuse = [&](const protocol::Fault& fault) {
      room_.refuse(now, member, fault, out);
    };
    if (incoming.too_large)
      return refuse({ErrorCode::too_large, "a message beyond the session's largest frame"});
    if (!incoming.binary && incoming.bytes.size() > protocol::kMaxText)
      return refuse({ErrorCode::too_large, "a text message of " +
                                               std::to_string(incoming.bytes.size()) +
                                               " bytes, expected at most 65536"});
    if (incoming.binary) {
      const auto frame = protocol::Frame::parse(incoming.bytes);
      if (!frame) return refuse(frame.error());
      room_.receive(now, member, *frame, out);
    } else {
      const auto message = protocol::decode_to_relay(incoming.bytes.text());
      if (!message) return refuse(message.error());
      room_.receive(now, member, *message, out);
    }
  });
  // What was not read of it stands in the way of anything after it.
  if (incoming.too_large) connection->stop(close_code(ErrorCode::too_large), "message too large");
}

// ---- Orders and figures ----

protocol::CommandResult SessionHost::command(const protocol::Command& command) {
  protocol::CommandResult result;
  with_room([&](Time now, Actions& out) { result = room_.command(now, command, out); });
  return result;
}

protocol::Status SessionHost::status() const {
  auto status = room_.status(clock_.now());
  for (const auto& each : observers_) each->add_to(status);
  return status;
}

void SessionHost::add_to(MetricsPage& page) const {
  for (const auto& each : observers_) each->add_to(page);
}

}  // namespace sotto
