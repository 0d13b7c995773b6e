#include "server/session/session_host.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <ctime>

#include "shared/base/durations.hpp"
#include "shared/session/config_json.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {

using protocol::ErrorCode;

namespace {

/// A wait that watchers see at once in their statuses.
constexpr std::int64_t kTellingWaitMs = 250;

Time now() { return std::chrono::steady_clock::now(); }

std::string utc_now() {
  const auto seconds = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

spdlog::level::level_enum level_of(EventKind kind) {
  switch (kind) {
    case EventKind::left:
    case EventKind::waiting:
    case EventKind::behind:
    case EventKind::refused:
      return spdlog::level::warn;
    default:
      return spdlog::level::info;
  }
}

}  // namespace

Session::Session(net::any_io_executor executor, std::string name, const SessionConfig& config,
                 Tokens tokens, Recorder* recorder, Journal* journal)
    : room_(name, config, now()),
      telemetry_(name, config.bits),
      created_(utc_now()),
      tokens_(std::move(tokens)),
      recorder_(recorder),
      journal_(journal),
      tick_timer_(executor),
      status_timer_(executor),
      samples_timer_(executor) {
  if (journal_ != nullptr) run_ = journal_->open(name, created_, to_json(config));
}

template <class Event>
void Session::with_room(Event&& event) {
  actions_.clear();
  event(now(), actions_);
  for (const auto& action : actions_) perform(action);
  if (room_.finished() && journal_ != nullptr && !journalled_) {
    journalled_ = true;
    journal_->finish(run_, room_.report(now()));
  }
  set_tick();
  publish_soon();
  samples_soon();
}

void Session::tell(const Tell& tell) {
  if (const auto* event = std::get_if<Event>(&tell))
    spdlog::log(level_of(event->kind), "session={} step={} {}", room_.name(), event->step,
                event->text);
  if (journal_ != nullptr) journal_->write(run_, tell);
  const auto text = telemetry_.learn(tell);
  if (text && with_telemetry() > 0) broadcast(*text);
}

void Session::perform(const Action& action) {
  if (const auto* note = std::get_if<Note>(&action)) {
    spdlog::log(note->warning ? spdlog::level::warn : spdlog::level::info, "session={} step={} {}",
                room_.name(), room_.step(), note->text);
    return;
  }
  if (const auto* what = std::get_if<Tell>(&action)) return tell(*what);
  if (const auto* close = std::get_if<Close>(&action)) {
    if (const auto found = parties_.find(close->to); found != parties_.end())
      found->second->stop(close->code, close->reason);
    return;
  }
  const auto& send = std::get<Send>(action);
  const auto found = parties_.find(send.to);
  if (found == parties_.end()) return;
  auto& connection = *found->second;
  if (const auto* text = std::get_if<protocol::FromRelay>(&send.message))
    return send_text(connection, *text);
  const auto& frame = std::get<protocol::Frame>(send.message);
  if (frame.header().kind == protocol::FrameKind::ciphertext && with_telemetry() > 0)
    if (const auto text = telemetry_.ciphertext(frame, room_.since_begin(now()), now()))
      broadcast(*text);
  ++frames_routed_;
  bytes_routed_ += static_cast<std::int64_t>(frame.buffer().size());
  if (recorder_ != nullptr) recorder_->record(connection.peer(), "to", true, frame.buffer());
  if (connection.send(true, frame.buffer()) == Sent::overflow)
    connection.stop(close_code(ErrorCode::overflow), "too many messages wait for this party");
}

void Session::send_text(Connection& to, const protocol::FromRelay& message) {
  if (message != last_message_) {  // turns go to three parties, one after the other
    last_text_ = Buffer(encode(message));
    last_message_ = message;
  }
  const auto& bytes = last_text_;
  if (recorder_ != nullptr) recorder_->record(to.peer(), "to", false, bytes);
  if (to.send(false, bytes) == Sent::overflow)
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

void Session::enter(MemberId member, Role role, std::shared_ptr<Connection> connection,
                    const protocol::Hello& hello) {
  const auto& config = room_.config();
  if (is_party(role)) {
    const auto columns = static_cast<std::size_t>(config.bits);
    const auto frame = protocol::frame_bytes(static_cast<std::size_t>(config.minibatch), columns);
    const auto chat = protocol::frame_bytes(protocol::kMaxChatRows, columns);
    // Somewhat more than a frame, so that a larger one is answered with what was expected.
    connection->set_read_limit(std::max({frame, chat, protocol::kMaxJoined}) + protocol::kMaxText);
    if (role != Role::eve) connection->set_size_hint(frame);
    connection->join_messages();
    parties_[member] = std::move(connection);
    with_room([&](Time time, Actions& out) { room_.join(time, member, hello, out); });
    return;
  }
  connection->set_read_limit(protocol::kMaxText);
  // What the others have not got yet is in the newcomer's snapshot: let it be before that for all.
  if (hello.telemetry) send_samples();
  const auto here = connection;
  auto& watcher =
      watchers_[member] = {std::move(connection), role == Role::operator_, hello.telemetry};
  room_.set_watched(with_telemetry() > 0);
  const auto now_so = status();
  send_text(*here, protocol::Welcome{room_.name(), role, now_so.epoch, now_so.step, room_.config()});
  send_text(*here, now_so);
  if (watcher.telemetry) offer(watcher, Buffer(telemetry_.snapshot()));
  if (room_.finished() && role == Role::operator_)
    send_text(*here, protocol::Report{room_.report(now())});
  if (!room_.finished()) publish_later();
}

void Session::leave(MemberId member) {
  if (watchers_.erase(member) > 0) room_.set_watched(with_telemetry() > 0);
  if (parties_.erase(member) == 0) return;
  with_room([&](Time time, Actions& out) { room_.leave(time, member, out); });
}

void Session::receive(MemberId member, const Incoming& incoming) {
  if (const auto found = watchers_.find(member); found != watchers_.end())
    return watcher_says(member, found->second, incoming);
  const auto party = parties_.find(member);
  if (party == parties_.end()) return;
  const auto connection = party->second;
  if (recorder_ != nullptr)
    recorder_->record(connection->peer(), "from", incoming.binary, incoming.bytes);
  with_room([&](Time time, Actions& out) {
    if (incoming.too_large || (!incoming.binary && incoming.bytes.size() > protocol::kMaxText)) {
      room_.refuse(
          time, member,
          {ErrorCode::too_large, incoming.too_large ? "a message beyond the session's largest frame"
                                                    : "a text message of " +
                                                          std::to_string(incoming.bytes.size()) +
                                                          " bytes, expected at most 65536"},
          out);
    } else if (incoming.binary) {
      const auto frame = protocol::Frame::parse(incoming.bytes);
      if (const auto* wrong = fault(frame)) return room_.refuse(time, member, *wrong, out);
      room_.receive(time, member, std::get<protocol::Frame>(frame), out);
    } else {
      const auto message = protocol::decode_to_relay(incoming.bytes.text());
      if (const auto* wrong = fault(message)) return room_.refuse(time, member, *wrong, out);
      room_.receive(time, member, std::get<protocol::ToRelay>(message), out);
    }
  });
  // What was not read of it stands in the way of anything after it.
  if (incoming.too_large) connection->stop(close_code(ErrorCode::too_large), "message too large");
}

void Session::watcher_says(MemberId, const Watcher& watcher, const Incoming& incoming) {
  const auto refuse = [&](ErrorCode code, const std::string& message) {
    count_refusal(code);
    send_text(*watcher.connection, protocol::Error{code, message});
  };
  if (incoming.too_large) {
    refuse(ErrorCode::too_large, "a message beyond the limit of 65536 bytes");
    return watcher.connection->stop(close_code(ErrorCode::too_large), "message too large");
  }
  if (incoming.binary) return refuse(ErrorCode::wrong_role, "frames come from Alice and Bob only");
  const auto message = protocol::decode_to_relay(incoming.bytes.text());
  if (const auto* wrong = fault(message)) return refuse(wrong->code, wrong->message);
  const auto* command = std::get_if<protocol::Command>(&std::get<protocol::ToRelay>(message));
  if (command == nullptr) return refuse(ErrorCode::wrong_role, "only commands are expected here");
  if (!watcher.is_operator)
    return refuse(ErrorCode::wrong_role, "commands need the operator's token");
  std::optional<protocol::Fault> wrong;
  with_room([&](Time time, Actions& out) { wrong = room_.command(time, *command, out); });
  if (wrong) refuse(wrong->code, wrong->message);
}

// ---- Watchers ----

std::size_t Session::with_telemetry() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(watchers_, [](const auto& each) { return each.second.telemetry; }));
}

protocol::Status Session::status() const {
  auto status = room_.status(now());
  status.watchers = static_cast<std::int64_t>(watchers_.size());
  status.journal = journal_ != nullptr;
  return status;
}

/// At once when something else than the step has changed, every kStatusInterval otherwise.
void Session::publish_soon() {
  if (watchers_.empty()) return;
  if (room_.state() != published_.state || parties_.size() != published_.connected)
    return publish();
  publish_later();
}

void Session::publish() {
  const auto status = this->status();
  Published news{status.state, parties_.size(), std::nullopt};
  if (status.waiting && status.waiting->waited_ms >= kTellingWaitMs)
    news.waiting = status.waiting->role;
  const bool changed = news != published_;
  const bool full = changed || now() - published_at_ >= protocol::kTelemetryStatusInterval;
  published_ = news;
  if (full) published_at_ = now();
  const Buffer text(encode(protocol::FromRelay{status}));
  for (auto& [member, watcher] : watchers_) {
    if (watcher.telemetry) {
      if (watcher.missed) catch_up(watcher);
      if (full) offer(watcher, text);
      continue;
    }
    // The latest is worth more than the last: who has not read the previous one gets the next.
    const bool last = status.state == protocol::SessionState::finished;
    if (watcher.connection->queued_bytes() > 0 && !last)
      ++statuses_dropped_;
    else
      watcher.connection->send(false, text);
  }
  if (room_.finished() && !report_sent_) {
    report_sent_ = true;
    const auto outcome = room_.report(now());
    const Buffer report(encode(protocol::FromRelay{protocol::Report{outcome}}));
    for (auto& [member, watcher] : watchers_)
      if (watcher.is_operator) watcher.connection->send(false, report);
  }
  // A wait goes on without any event; what is said of it must not stand still.
  if (!room_.finished()) publish_later();
}

// ---- Telemetry ----

/// Whoever does not read gets nothing more until it has: neither memory nor time is spent on it.
bool Session::offer(Watcher& watcher, const Buffer& text) {
  if (watcher.missed || watcher.connection->queued_bytes() > protocol::kMaxWatcherBytes ||
      watcher.connection->send(false, text) == Sent::overflow)
    watcher.missed = true;
  return !watcher.missed;
}

/// It reads again: from here on it hears everything.
void Session::catch_up(Watcher& watcher) {
  if (watcher.connection->queued_bytes() > 0) return;
  watcher.missed = false;
  offer(watcher, Buffer(telemetry_.snapshot()));
}

void Session::broadcast(const std::string& text) {
  const Buffer bytes(text);
  for (auto& [member, watcher] : watchers_)
    if (watcher.telemetry) offer(watcher, bytes);
}

/// At once, if the last are kSamplesInterval old.
void Session::samples_soon() {
  if (samples_due_ || !telemetry_.has_samples() || with_telemetry() == 0) return;
  const auto time = now();
  if (time - samples_at_ >= protocol::kSamplesInterval) return send_samples();
  samples_due_ = true;
  samples_timer_.expires_at(samples_at_ + protocol::kSamplesInterval);
  samples_timer_.async_wait([weak = weak_from_this()](error_code fault) {
    const auto self = weak.lock();
    if (!self) return;
    self->samples_due_ = false;
    if (!fault) self->send_samples();
  });
}

void Session::send_samples() {
  if (!telemetry_.has_samples()) return;
  samples_at_ = now();
  const auto samples = telemetry_.samples(room_.plan().alice_bob_before(room_.step()));
  for (auto& [member, watcher] : watchers_) {
    if (!watcher.telemetry) continue;
    // The latest is worth more than the last here, too.
    if (watcher.missed || watcher.connection->queued_bytes() > 0 ||
        !offer(watcher, Buffer(samples.text(watcher.dropped)))) {
      ++watcher.dropped;
      ++samples_dropped_;
    }
  }
}

void Session::publish_later() {
  if (status_due_) return;
  status_due_ = true;
  status_timer_.expires_after(protocol::kStatusInterval);
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
  samples_timer_.cancel();
}

}  // namespace sotto
