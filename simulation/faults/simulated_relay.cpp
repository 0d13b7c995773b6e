#include "simulation/faults/simulated_relay.hpp"

#include "shared/protocol/limits.hpp"

namespace sotto {

using protocol::ErrorCode;

SimulatedRelay::SimulatedRelay(SimulatedClock& clock, const SessionConfig& config, bool watched,
                               SessionRules& rules, Trace& trace, Dice dice)
    : clock_(clock), rules_(rules), trace_(trace), dice_(dice), config_(config), watched_(watched) {
  room_.emplace("live", config, clock.now());
  room_->set_watched(watched);
}

template <class Call>
void SimulatedRelay::with_room(const RoomEvent& event, Call&& call) {
  Actions actions;
  call(actions);
  rules_.take(clock_.now(), event, actions, *room_);
  perform(actions);
  set_timer();
}

void SimulatedRelay::perform(const Actions& actions) {
  for (const auto& action : actions)
    std::visit(Handle{[&](const Send& each) { send(each); },
                      [&](const Close& close) {
                        const auto found = connections_.find(close.to);
                        if (found == connections_.end() || found->second.stopping) return;
                        found->second.stopping = true;
                        found->second.line->close(Side::relay, close.code, close.reason);
                      },
                      [&](const LogLine& line) { trace_.note("relay", line.text); },
                      [&](const SessionEvent& event) {
                        journal_.observe(event, clock_.now());
                        if (const auto* notice = std::get_if<protocol::Notice>(&event))
                          trace_.note("relay", notice->text);
                      }},
               action);
}

void SimulatedRelay::send(const Send& send) {
  const auto found = connections_.find(send.to);
  if (found == connections_.end() || found->second.stopping) return;
  auto& connection = found->second;
  const auto* text = std::get_if<protocol::FromRelay>(&send.message);
  LineMessage message =
      text != nullptr ? LineMessage(*text) : std::get<protocol::Frame>(send.message).buffer();
  if (connection.line->send(Side::relay, std::move(message)))
    return SessionRules::queued(connection.line->waiting(Side::relay), connection.limit);
  // The Room learns of it once the line is closed.
  trace_.note("relay", "too many messages wait for member " + std::to_string(send.to));
  connection.stopping = true;
  connection.line->close(Side::relay, close_code(ErrorCode::overflow),
                         "too many messages wait for this peer");
}

MemberId SimulatedRelay::accept(std::shared_ptr<SimulatedLine> line) {
  const auto member = ++last_member_;
  line->attach(
      Side::relay,
      {.message = [this, member](const LineMessage& message) { receive(member, message); },
       .closed = [this,
                  member](const LineClosed&) { process_.run([this, member] { lost(member); }); },
       .ready = [this]() -> std::optional<Time> {
         if (process_.stopped()) return std::nullopt;
         return clock_.now();
       }});
  connections_[member] = {.line = std::move(line)};
  return member;
}

void SimulatedRelay::lost(MemberId member) {
  const auto found = connections_.find(member);
  if (found == connections_.end()) return;
  const bool joined = found->second.joined;
  connections_.erase(found);
  if (!joined) return;
  with_room(Left{member}, [&](Actions& out) { room_->leave(clock_.now(), member, out); });
}

void SimulatedRelay::receive(MemberId member, const LineMessage& message) {
  const auto found = connections_.find(member);
  if (found == connections_.end() || found->second.stopping) return;
  if (!found->second.joined) return join(member, found->second, message);
  const auto now = clock_.now();
  if (const auto* text = std::get_if<protocol::ToRelay>(&message))
    return with_room(Said{member, *text},
                     [&](Actions& out) { room_->receive(now, member, *text, out); });
  const auto frame = protocol::Frame::parse(std::get<Buffer>(message));
  if (frame)
    with_room(Framed{member, *frame},
              [&](Actions& out) { room_->receive(now, member, *frame, out); });
  else
    with_room(Garbled{member},
              [&](Actions& out) { room_->refuse(now, member, frame.error(), out); });
}

void SimulatedRelay::join(MemberId member, Connection& connection, const LineMessage& message) {
  const auto& hello = std::get<protocol::Hello>(std::get<protocol::ToRelay>(message));
  connection.joined = true;
  connection.limit =
      hello.role == Role::attacker ? protocol::kMaxQueuedForAttacker : protocol::kMaxQueuedMessages;
  with_room(Joined{member, hello},
            [&](Actions& out) { room_->join(clock_.now(), member, hello, out); });
}

protocol::CommandResult SimulatedRelay::order(const protocol::Command& command) {
  protocol::CommandResult result;
  with_room(Ordered{command, result},
            [&](Actions& out) { result = room_->command(clock_.now(), command, out); });
  return result;
}

// ---- Its process ----

void SimulatedRelay::go_on() {
  process_.go_on();
  auto connections = connections_;  // what they bring may end some of them
  for (auto& [member, connection] : connections) connection.line->wake();
}

void SimulatedRelay::crash() {
  if (!up_) return;
  trace_.note("relay", "dies");
  up_ = false;
  died_ = clock_.now();
  process_.die();
  timer_.reset();
  for (auto& [member, connection] : std::exchange(connections_, {})) {
    connection.line->lose(std::chrono::milliseconds(1), std::chrono::nanoseconds(0));
    connection.line->detach(Side::relay);
  }
}

void SimulatedRelay::start() {
  if (up_) return;
  trace_.note("relay", "another process starts");
  up_ = true;
  const auto past = journal_.take_up(died_);
  room_.emplace("live", config_, clock_.now());
  room_->set_watched(watched_);
  with_room(Returned{past}, [&](Actions& out) { room_->recall(clock_.now(), past, out); });
}

// ---- Time ----

void SimulatedRelay::set_timer() {
  const auto next = room_->next_deadline();
  if (!next || (timer_ && *timer_ <= *next)) return;
  timer_ = next;
  // Timers are late, now and then by much.
  const std::chrono::microseconds late(dice_.one_in(8) ? dice_.of_any_size(1, 5'000) : 0);
  clock_.at(*next + late, [this, at = *next] {
    if (timer_ != at) return;  // it was set anew, or the process has died
    process_.run([this] { tick(); });
  });
}

void SimulatedRelay::tick() {
  timer_.reset();
  with_room(Ticked{}, [&](Actions& out) { room_->tick(clock_.now(), out); });
}

}  // namespace sotto
