// A whole session in one process and one thread: the relay's Room and the parties' Players over a
// wire in memory. Every message is delivered in the order in which it was sent, so a run repeats
// itself.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/party/player.hpp"
#include "shared/room/room.hpp"
#include "simulation/skipping_clock.hpp"

namespace sotto {

class InMemorySession {
 public:
  /// Players that are null take no part; Alice and Bob must be there.
  struct Players {
    std::unique_ptr<Player> alice;
    std::unique_ptr<Player> bob;
    std::unique_ptr<Player> eve;
    std::vector<std::unique_ptr<Player>> attackers = {};
  };

  /// `changes`: what operators will have changed (shared/session/plan).
  InMemorySession(const SessionConfig& config, Players players,
                  const std::vector<Change>& changes = {});

  /// Delivers one message, or, where none is under way, lets time jump to the next deadline. False
  /// when the session has finished.
  bool advance();

  /// advance() until the end. Returns the report.
  Json run();

  const Room& room() const { return *room_; }
  /// The Room's, by the session's own clock: it has jumped ahead where nobody was waited for.
  protocol::Status status() const { return room_->status(now()); }
  /// Of a party.
  Player& player(Role role) { return *seats_[static_cast<std::size_t>(role)].player; }

  /// A line at a party's terminal.
  void say(Role role, std::string_view text);
  protocol::CommandResult command(const protocol::Command& command);
  /// As if somebody watched.
  void watch() { room_->set_watched(true); }
  /// The party's line drops; with `again` it is taken up again at once.
  void drop(Role role, bool again);
  /// The relay ends, with all lines; another goes on, with what was kept of the session, and all
  /// join again.
  void restart_relay(const Recollection& past);

  /// Called with each message as it would travel: the party at the other end of its line, whether
  /// it goes to the party or comes from it, and its bytes.
  using WireObserver = std::function<void(Role, bool to_party, bool binary, const Buffer&)>;
  void observe_wire(WireObserver observer) { wire_observer_ = std::move(observer); }

  /// Called with what the Room tells observers.
  using EventObserver = std::function<void(const SessionEvent&)>;
  void observe_events(EventObserver observer) { event_observer_ = std::move(observer); }

  /// What the parties showed at their terminals.
  using Terminal = std::function<void(const std::string& line)>;
  void show_on(Terminal terminal) { terminal_ = std::move(terminal); }

 private:
  /// A player with its line.
  struct Seat {
    Role role;
    std::unique_ptr<Player> player;
    MemberId member = 0;  ///< 0: not connected
    std::optional<std::int64_t> last_chat = {};
  };

  /// From a player to the Room, or from the Room to a player.
  struct Envelope {
    std::size_t seat;
    MemberId member;
    std::variant<protocol::ToRelay, protocol::FromRelay, protocol::Frame> message;
    bool to_party;
  };

  class Line;

  Time now() const { return clock_.now(); }
  void join_all();
  void join(std::size_t seat);
  std::optional<std::int64_t> last_chat(std::size_t seat) const;
  void perform(const Actions& actions);
  void deliver(const Envelope& envelope);
  void observe(const Envelope& envelope) const;

  std::vector<Seat> seats_;  ///< the parties by Role, then the attackers
  MemberId last_member_ = 0;
  SkippingClock clock_;
  std::optional<Room> room_;
  std::deque<Envelope> under_way_;
  WireObserver wire_observer_;
  Terminal terminal_;
  EventObserver event_observer_;
};

}  // namespace sotto
