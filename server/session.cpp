#include "server/session.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "shared/wire/limits.hpp"

namespace sotto {

using wire::ErrorCode;

namespace {

Time now() { return std::chrono::steady_clock::now(); }

}  // namespace

Session::Session(net::any_io_executor executor, std::string name, const SessionConfig& config,
                 Tokens tokens, Recorder* recorder)
    : room_(std::move(name), config, now()),
      tokens_(std::move(tokens)),
      recorder_(recorder),
      tick_timer_(executor),
      status_timer_(executor) {}

template <class Event>
void Session::with_room(Event&& event) {
  actions_.clear();
  event(now(), actions_);
  for (const auto& action : actions_) perform(action);
  set_tick();
  publish_soon();
}

void Session::perform(const Action& action) {
  if (const auto* note = std::get_if<Note>(&action)) {
    spdlog::log(note->warning ? spdlog::level::warn : spdlog::level::info, "session={} step={} {}",
                room_.name(), room_.step(), note->text);
    return;
  }
  if (std::holds_alternative<Tell>(action)) return;
  if (const auto* close = std::get_if<Close>(&action)) {
    if (const auto found = parties_.find(close->to); found != parties_.end())
      found->second->stop(close->code, close->reason);
    return;
  }
  const auto& send = std::get<Send>(action);
  const auto found = parties_.find(send.to);
  if (found == parties_.end()) return;
  auto& connection = *found->second;
  if (const auto* text = std::get_if<wire::FromRelay>(&send.message))
    return send_text(connection, *text);
  const auto& frame = std::get<wire::Frame>(send.message);
  ++frames_routed_;
  bytes_routed_ += static_cast<std::int64_t>(frame.buffer().size());
  if (recorder_ != nullptr) recorder_->record(connection.peer(), "to", true, frame.buffer());
  if (connection.send(true, frame.buffer()) == wire::Sent::overflow)
    connection.stop(close_code(ErrorCode::overflow), "too many messages wait for this party");
}

void Session::send_text(wire::Connection& to, const wire::FromRelay& message) {
  const wire::Buffer bytes(encode(message));
  if (recorder_ != nullptr) recorder_->record(to.peer(), "to", false, bytes);
  if (to.send(false, bytes) == wire::Sent::overflow)
    to.stop(close_code(ErrorCode::overflow), "too many messages wait for this peer");
}

void Session::set_tick() {
  const auto next = room_.next_deadline();
  if (next == tick_at_) return;
  // Deadlines move on with every message; a timer that fires early costs less than resetting it.
  if (next && tick_at_ && *tick_at_ <= *next) return;
  tick_at_ = next;
  if (!next) {
    tick_timer_.cancel();
    return;
  }
  tick_timer_.expires_at(*next);
  tick_timer_.async_wait([weak = weak_from_this()](error_code fault) {
    const auto self = weak.lock();
    if (fault || !self) return;
    self->tick_at_.reset();
    self->with_room([&](Time time, Actions& out) { self->room_.tick(time, out); });
  });
}

// ---- Connections ----

void Session::enter(MemberId member, Role role, std::shared_ptr<wire::Connection> connection,
                    const wire::Hello& hello) {
  const auto& config = room_.config();
  if (is_party(role)) {
    const auto columns = static_cast<std::size_t>(config.bits);
    const auto frame = wire::frame_bytes(static_cast<std::size_t>(config.minibatch), columns);
    const auto chat = wire::frame_bytes(wire::kMaxChatRows, columns);
    // Somewhat more than a frame, so that a larger one is answered with what was expected.
    connection->set_read_limit(std::max({frame, chat, wire::kMaxText}) + wire::kMaxText);
    if (role != Role::eve) connection->set_size_hint(frame);
    parties_[member] = std::move(connection);
    with_room([&](Time time, Actions& out) { room_.join(time, member, hello, out); });
    return;
  }
  connection->set_read_limit(wire::kMaxText);
  const auto status = room_.status(now());
  send_text(*connection,
            wire::Welcome{room_.name(), role, status.epoch, status.step, room_.config()});
  send_text(*connection, status);
  if (room_.finished() && role == Role::operator_)
    send_text(*connection, wire::Report{room_.report(now())});
  watchers_[member] = {std::move(connection), role == Role::operator_};
}

void Session::leave(MemberId member) {
  watchers_.erase(member);
  if (parties_.erase(member) == 0) return;
  with_room([&](Time time, Actions& out) { room_.leave(time, member, out); });
}

void Session::receive(MemberId member, const wire::Incoming& incoming) {
  if (const auto found = watchers_.find(member); found != watchers_.end())
    return watcher_says(member, found->second, incoming);
  const auto party = parties_.find(member);
  if (party == parties_.end()) return;
  const auto connection = party->second;
  if (recorder_ != nullptr)
    recorder_->record(connection->peer(), "from", incoming.binary, incoming.bytes);
  with_room([&](Time time, Actions& out) {
    if (incoming.too_large || (!incoming.binary && incoming.bytes.size() > wire::kMaxText)) {
      room_.refuse(
          time, member,
          {ErrorCode::too_large, incoming.too_large ? "a message beyond the session's largest frame"
                                                    : "a text message of " +
                                                          std::to_string(incoming.bytes.size()) +
                                                          " bytes, expected at most 65536"},
          out);
    } else if (incoming.binary) {
      const auto frame = wire::Frame::parse(incoming.bytes);
      if (const auto* wrong = fault(frame)) return room_.refuse(time, member, *wrong, out);
      room_.receive(time, member, std::get<wire::Frame>(frame), out);
    } else {
      const auto message = wire::decode_to_relay(incoming.bytes.text());
      if (const auto* wrong = fault(message)) return room_.refuse(time, member, *wrong, out);
      room_.receive(time, member, std::get<wire::ToRelay>(message), out);
    }
  });
  // What was not read of it stands in the way of anything after it.
  if (incoming.too_large) connection->stop(close_code(ErrorCode::too_large), "message too large");
}

void Session::watcher_says(MemberId, const Watcher& watcher, const wire::Incoming& incoming) {
  const auto refuse = [&](ErrorCode code, const std::string& message) {
    count_refusal(code);
    send_text(*watcher.connection, wire::Error{code, message});
  };
  if (incoming.too_large) {
    refuse(ErrorCode::too_large, "a message beyond the limit of 65536 bytes");
    return watcher.connection->stop(close_code(ErrorCode::too_large), "message too large");
  }
  if (incoming.binary) return refuse(ErrorCode::wrong_role, "frames come from Alice and Bob only");
  const auto message = wire::decode_to_relay(incoming.bytes.text());
  if (const auto* wrong = fault(message)) return refuse(wrong->code, wrong->message);
  const auto* command = std::get_if<wire::Command>(&std::get<wire::ToRelay>(message));
  if (command == nullptr) return refuse(ErrorCode::wrong_role, "only commands are expected here");
  if (!watcher.is_operator)
    return refuse(ErrorCode::wrong_role, "commands need the operator's token");
  std::optional<wire::Fault> wrong;
  with_room([&](Time time, Actions& out) { wrong = room_.command(time, *command, out); });
  if (wrong) refuse(wrong->code, wrong->message);
}

// ---- Watchers ----

/// At once when something else than the step has changed, every kStatusInterval otherwise.
void Session::publish_soon() {
  if (watchers_.empty()) return;
  if (room_.state() != published_state_ || parties_.size() != published_connected_)
    return publish();
  publish_later();
}

void Session::publish() {
  const auto status = room_.status(now());
  published_state_ = status.state;
  published_connected_ = parties_.size();
  const wire::Buffer text(encode(wire::FromRelay{status}));
  for (auto& [member, watcher] : watchers_) {
    // The latest is worth more than the last: who has not read the previous one gets the next.
    const bool changed = status.state == wire::SessionState::finished;
    if (watcher.connection->queued_bytes() > 0 && !changed)
      ++statuses_dropped_;
    else
      watcher.connection->send(false, text);
  }
  if (room_.finished() && !report_sent_) {
    report_sent_ = true;
    const wire::Buffer report(encode(wire::FromRelay{wire::Report{room_.report(now())}}));
    for (auto& [member, watcher] : watchers_)
      if (watcher.is_operator) watcher.connection->send(false, report);
  }
  // A wait goes on without any event; what is said of it must not stand still.
  if (!room_.finished()) publish_later();
}

void Session::publish_later() {
  if (status_due_) return;
  status_due_ = true;
  status_timer_.expires_after(wire::kStatusInterval);
  status_timer_.async_wait([weak = weak_from_this()](error_code fault) {
    const auto self = weak.lock();
    if (!self) return;
    self->status_due_ = false;
    if (!fault && !self->watchers_.empty()) self->publish();
  });
}

void Session::shut_down() {
  tick_timer_.cancel();
  status_timer_.cancel();
}

}  // namespace sotto
