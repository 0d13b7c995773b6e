// A Room with the connections of its parties, listeners and attackers: hands it what they say,
// carries out what it decides, and tells the session's observers.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/session/observer.hpp"
#include "shared/room/room.hpp"
#include "shared/transport/connection.hpp"

namespace sotto {

/// All members run on the executor's thread.
class SessionHost : public std::enable_shared_from_this<SessionHost> {
 public:
  /// `clock` must outlive this.
  SessionHost(const net::any_io_executor& executor, std::string name, const SessionConfig& config,
              const Clock& clock);

  /// Observers are told of everything in the order in which they were added. Before the first
  /// connection.
  void add(std::shared_ptr<Observer> observer) { observers_.push_back(std::move(observer)); }

  /// Goes on with a session that was begun before. After its observers, before the first
  /// connection.
  void recall(const Recollection& past);

  // ---- From the connections of parties and listeners ----

  /// Whoever said a good hello.
  void join(MemberId member, std::shared_ptr<Connection> connection, const protocol::Hello& hello);
  void leave(MemberId member);
  void receive(MemberId member, const Incoming& incoming);

  // ---- From the session's observers, and from whoever refuses before the Room ----

  protocol::CommandResult command(const protocol::Command& command);
  void count_refusal(protocol::ErrorCode code) { room_.count_refusal(code); }
  /// A message on a line of the session's that is not of a party or listener.
  void tell_message(const std::string& peer, Direction direction, bool binary,
                    const Buffer& bytes) const;
  /// An observer has something to do, now or at a time that has changed.
  void settle();

  // ---- What is so ----

  const Room& room() const { return room_; }
  const Clock& clock() const { return clock_; }
  /// The Room's status and what the observers know besides.
  protocol::Status status() const;
  Json report() const { return room_.report(clock_.now()); }
  /// Connections of parties and listeners.
  std::size_t seated() const { return connections_.size(); }
  void add_to(MetricsPage& page) const;

  /// Nothing more happens by itself.
  void shut_down() { timer_.cancel(); }

 private:
  /// Hands an event to the Room, then does what the Room says.
  template <class Event>
  void with_room(Event&& event);
  void perform(const Action& action, Time now);
  void perform(const Send& send);
  void perform(const Close& close);
  void send_text(Connection& to, const protocol::FromRelay& message);
  void settle(Time now);
  void set_timer();

  // Constant once the first connection is there.
  const Clock& clock_;
  std::vector<std::shared_ptr<Observer>> observers_;

  Room room_;
  std::map<MemberId, std::shared_ptr<Connection>> connections_;
  net::steady_timer timer_;
  std::optional<Time> timer_at_;
  bool report_told_ = false;
  Actions actions_;  ///< reused
  std::optional<protocol::FromRelay> last_message_;
  Buffer last_text_;  ///< last_message_ as it travels
};

}  // namespace sotto
