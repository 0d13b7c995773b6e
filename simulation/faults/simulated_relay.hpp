// The relay's process: the Room with its connections, as the session's host has it over sockets.
#pragma once

#include <map>
#include <memory>

#include "shared/room/room.hpp"
#include "simulation/faults/session_rules.hpp"
#include "simulation/faults/simulated_journal.hpp"
#include "simulation/faults/simulated_line.hpp"
#include "simulation/faults/simulated_process.hpp"
#include "simulation/faults/trace.hpp"

namespace sotto {

class SimulatedRelay {
 public:
  /// All must outlive it. `watched` as Room::set_watched().
  SimulatedRelay(SimulatedClock& clock, const SessionConfig& config, bool watched,
                 SessionRules& rules, Trace& trace, Dice dice);

  /// A party has connected; its first message is its hello. The member that it will be.
  MemberId accept(std::shared_ptr<SimulatedLine> line);
  protocol::CommandResult order(const protocol::Command& command);

  /// Its process stands still, and goes on.
  void stop() { process_.stop(); }
  void go_on();
  /// It dies, and its lines with it; once another one starts, that goes on from the journal.
  void crash();
  void start();
  /// Whether there is one.
  bool up() const { return up_; }

  /// While there is none, that of the last.
  const Room& room() const { return *room_; }
  Json report() const { return room_->report(clock_.now()); }

 private:
  struct Connection {
    std::shared_ptr<SimulatedLine> line;
    std::size_t limit = 0;
    bool joined = false;
    bool stopping = false;  ///< what still arrives is for nobody
  };

  void receive(MemberId member, const LineMessage& message);
  void join(MemberId member, Connection& connection, const LineMessage& message);
  void lost(MemberId member);
  template <class Call>
  void with_room(const RoomEvent& event, Call&& call);
  void perform(const Actions& actions);
  void send(const Send& send);
  void set_timer();
  void tick();

  SimulatedClock& clock_;
  SessionRules& rules_;
  Trace& trace_;
  Dice dice_;
  const SessionConfig config_;
  bool watched_;
  SimulatedJournal journal_;
  Time died_{};
  bool up_ = true;
  std::optional<Room> room_;
  SimulatedProcess process_;
  std::map<MemberId, Connection> connections_;
  MemberId last_member_ = 0;
  std::optional<Time> timer_;  ///< the one that is set
};

}  // namespace sotto
