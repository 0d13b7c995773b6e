#include "simulation/in_memory_session.hpp"

#include "shared/crypto/secret.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {

/// One player's end of the wire.
class InMemorySession::Line : public Outlet {
 public:
  Line(InMemorySession& session, std::size_t seat) : session_(session), seat_(seat) {}

  void send(const protocol::Done& done) override { put(protocol::ToRelay{done}); }
  void send(const protocol::ChatDone& done) override { put(protocol::ToRelay{done}); }
  void send(const protocol::Finding& finding) override { put(protocol::ToRelay{finding}); }
  void send(const protocol::Frame& frame) override { put(frame); }
  void show(const std::string& line) override {
    if (session_.terminal_) session_.terminal_(line);
  }

 private:
  template <class Message>
  void put(const Message& message) {
    const auto member = session_.seats_[seat_].member;
    if (member != 0) session_.under_way_.push_back({seat_, member, message, /*to_party=*/false});
  }

  InMemorySession& session_;
  std::size_t seat_;
};

InMemorySession::InMemorySession(const SessionConfig& config, Players players,
                                 const std::vector<Change>& changes) {
  room_.emplace("lab", config, now(), changes);
  seats_.push_back({Role::alice, std::move(players.alice)});
  seats_.push_back({Role::bob, std::move(players.bob)});
  seats_.push_back({Role::eve, std::move(players.eve)});
  for (auto& attacker : players.attackers) seats_.push_back({Role::attacker, std::move(attacker)});
  join_all();
}

/// Attackers first: the session begins as soon as the parties are there.
void InMemorySession::join_all() {
  for (std::size_t seat = kParties.size(); seat < seats_.size(); ++seat) join(seat);
  for (std::size_t seat = 0; seat < kParties.size(); ++seat)
    if (seats_[seat].player) join(seat);
}

void InMemorySession::join(std::size_t seat) {
  const auto member = ++last_member_;
  auto& here = seats_[seat];
  here.member = member;
  std::optional<std::string> nonce;
  if (here.role == Role::alice || here.role == Role::bob) {
    nonce = random_nonce();
    here.player->introduce(*nonce);
  }
  Actions actions;
  room_->join(now(), member,
              {.protocol = protocol::kProtocolVersion,
               .session = "lab",
               .role = here.role,
               .token = "",
               .holds = here.player->holds(),
               .attacker = here.player->attacker(),
               .nonce = nonce,
               .heard = here.role == Role::bob ? last_chat(seat) : std::nullopt},
              actions);
  perform(actions);
}

/// The number of the last chat frame that has reached the seat's player, or is under way to it and
/// will.
std::optional<std::int64_t> InMemorySession::last_chat(std::size_t seat) const {
  auto last = seats_[seat].last_chat;
  for (const auto& envelope : under_way_)
    if (const auto* frame = std::get_if<protocol::Frame>(&envelope.message);
        frame != nullptr && envelope.to_party && envelope.seat == seat &&
        frame->header().kind == protocol::kChatFrame)
      last = frame->header().number;
  return last;
}

void InMemorySession::perform(const Actions& actions) {
  for (const auto& action : actions) {
    if (const auto* send = std::get_if<Send>(&action)) {
      for (std::size_t seat = 0; seat < seats_.size(); ++seat)
        if (seats_[seat].member == send->to)
          std::visit(
              [&](const auto& message) {
                under_way_.push_back({seat, send->to, message, /*to_party=*/true});
              },
              send->message);
    } else if (const auto* event = std::get_if<SessionEvent>(&action)) {
      if (event_observer_) event_observer_(*event);
    } else if (const auto* close = std::get_if<Close>(&action)) {
      for (auto& seat : seats_)
        if (seat.member == close->to) seat.member = 0;
    }
  }
}

void InMemorySession::observe(const Envelope& envelope) const {
  if (const auto* frame = std::get_if<protocol::Frame>(&envelope.message))
    return wire_observer_(seats_[envelope.seat].role, envelope.to_party, true, frame->buffer());
  const auto* to_relay = std::get_if<protocol::ToRelay>(&envelope.message);
  wire_observer_(
      seats_[envelope.seat].role, envelope.to_party, false,
      Buffer(to_relay != nullptr ? encode(*to_relay)
                                 : encode(std::get<protocol::FromRelay>(envelope.message))));
}

void InMemorySession::deliver(const Envelope& envelope) {
  if (wire_observer_) observe(envelope);
  auto& seat = seats_[envelope.seat];
  const auto connected = seat.member == envelope.member;
  if (envelope.to_party) {
    // What was sent before a close still arrives.
    Line line(*this, envelope.seat);
    if (const auto* frame = std::get_if<protocol::Frame>(&envelope.message)) {
      if (frame->header().kind == protocol::kChatFrame) seat.last_chat = frame->header().number;
      return seat.player->receive(*frame, line);
    }
    return seat.player->receive(std::get<protocol::FromRelay>(envelope.message), line);
  }
  if (!connected) return;
  Actions actions;
  if (const auto* frame = std::get_if<protocol::Frame>(&envelope.message))
    room_->receive(now(), envelope.member, *frame, actions);
  else
    room_->receive(now(), envelope.member, std::get<protocol::ToRelay>(envelope.message), actions);
  perform(actions);
}

bool InMemorySession::advance() {
  if (!under_way_.empty()) {
    const auto envelope = std::move(under_way_.front());
    under_way_.pop_front();
    deliver(envelope);
    return true;
  }
  if (room_->finished()) return false;
  const auto next = room_->next_deadline();
  if (!next) throw PlayerError("nobody has anything to say and nothing is waited for");
  clock_.skip_to(*next);
  Actions actions;
  room_->tick(now(), actions);
  perform(actions);
  return true;
}

Json InMemorySession::run() {
  while (advance()) {
  }
  return room_->report(now());
}

void InMemorySession::say(Role role, std::string_view text) {
  Line line(*this, static_cast<std::size_t>(role));
  player(role).say(text, line);
}

protocol::CommandResult InMemorySession::command(const protocol::Command& command) {
  Actions actions;
  auto result = room_->command(now(), command, actions);
  perform(actions);
  return result;
}

void InMemorySession::drop(Role role, bool again) {
  auto& member = seats_[static_cast<std::size_t>(role)].member;
  const auto gone = member;
  member = 0;
  std::erase_if(under_way_, [&](const Envelope& e) { return e.member == gone; });
  Actions actions;
  room_->leave(now(), gone, actions);
  perform(actions);
  if (again) join(static_cast<std::size_t>(role));
}

void InMemorySession::restart_relay(const Recollection& past) {
  under_way_.clear();
  for (auto& seat : seats_) seat.member = 0;
  const auto config = room_->config();
  room_.emplace("lab", config, now());
  Actions actions;
  room_->recall(now(), past, actions);
  perform(actions);
  join_all();
}

}  // namespace sotto
