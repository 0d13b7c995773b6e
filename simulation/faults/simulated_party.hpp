// A machine with a party's process: its Player with what is around it over sockets, and a disk that
// outlives the process.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "shared/party/checkpoint_store.hpp"
#include "shared/party/player.hpp"
#include "simulation/faults/rogue.hpp"
#include "simulation/faults/simulated_disk.hpp"
#include "simulation/faults/simulated_relay.hpp"
#include "simulation/faults/simulation_plan.hpp"

namespace sotto {

/// Makes the Player of a machine's process; `first_chat`: number of Alice's first chat message.
using MakePlayer =
    std::function<std::unique_ptr<Player>(const MachinePlan& machine, std::int64_t first_chat)>;

/// The process connects, says hello, and connects again where the line is lost, after the waits and
/// by the codes of shared/transport/reconnecting_client. Where it ends before the session does,
/// another one is started.
class SimulatedParty {
 public:
  /// All must outlive it.
  SimulatedParty(const MachinePlan& plan, const MakePlayer& make, SimulatedClock& clock,
                 SimulatedRelay& relay, SessionRules& rules, Trace& trace, std::uint64_t seed);
  ~SimulatedParty();

  const std::string& name() const { return plan_.name; }
  /// Whether its process is at work.
  bool running() const { return player_ != nullptr; }
  /// Its processes so far.
  int lives() const { return life_; }
  /// Whether it was asked to go on from weights that it did not hold. Eve goes on with others then.
  bool lost_weights() const { return lost_weights_; }

  // ---- What happens to it ----

  void start();
  /// Its process dies. The relay notices by and by.
  void crash();
  void stop();
  void go_on();
  /// Nothing gets through, and then again.
  void part();
  void join_again();
  void lag(int times) { road_.lag = times; }
  void slow(int times) { slow_ = times; }
  void lose_line(std::chrono::nanoseconds party_notices, std::chrono::nanoseconds relay_notices);
  void tear_newest() { disk_.tear_newest(dice_); }
  void fill_disk(bool full) { disk_.set_full(full); }
  void turn_rogue(Rogue how);
  /// A line at its terminal.
  void type(const std::string& text);

 private:
  class PlayersOutlet;

  void connect();
  void connected();
  void receive(const LineMessage& message);
  void closed(const LineClosed& closed);
  void ended(const std::string& why, bool again);
  void reconnect();
  void send(const protocol::ToRelay& message);
  void send(const protocol::Frame& frame);
  void put(const LineMessage& message);
  void be_rogue_before(const LineMessage& message);
  void be_rogue_instead();
  void write_checkpoints();
  void hear(const protocol::FromRelay& message);
  void note_weights(const protocol::FromRelay& message);
  void hear(const protocol::Frame& frame);
  template <class Task>
  void later(std::chrono::nanoseconds delay, Task task);
  template <class Call>
  void play(Call&& call);

  const MachinePlan plan_;
  const MakePlayer& make_;
  SimulatedClock& clock_;
  SimulatedRelay& relay_;
  SessionRules& rules_;
  Trace& trace_;
  Dice dice_;
  Road road_;
  SimulatedDisk disk_;
  int slow_ = 1;
  int life_ = 0;                           ///< which process it is
  std::optional<std::int64_t> last_chat_;  ///< that has reached it
  int spell_ = 0;                          ///< of being parted
  bool lost_weights_ = false;

  // Of the process.
  SimulatedProcess process_;
  std::unique_ptr<CheckpointStore> store_;
  std::unique_ptr<Player> player_;
  std::shared_ptr<SimulatedLine> line_;
  MemberId member_ = 0;
  Time busy_until_{};
  bool writing_ = false;
  bool welcomed_ = false;       ///< ever
  bool welcomed_here_ = false;  ///< on this line
  bool first_turn_ = false;     ///< the next turn is the first on this line
  std::string last_error_;
  std::chrono::milliseconds backoff_{};
  std::vector<protocol::Frame> kept_;  ///< what was typed while the line was down
  std::optional<Rogue> rogue_;         ///< what it will do next
};

}  // namespace sotto
