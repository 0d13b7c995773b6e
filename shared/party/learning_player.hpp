// What the Players of Alice, Bob and Eve have in common: the session's numbers, its steps, and the
// way back to the weights before the last ones.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

#include "shared/nn/learner.hpp"
#include "shared/party/player.hpp"
#include "shared/crypto/number_stream.hpp"

namespace sotto {

class LearningPlayer : public Player {
 public:
  std::vector<std::int64_t> holds() const override;
  void receive(const protocol::FromRelay& message, Outlet& out) override;
  void receive(const protocol::Frame& frame, Outlet& out) override;
  void say(std::string_view text, Outlet& out) override;
  void save(const std::string& file) const override;

 protected:
  explicit LearningPlayer(EngineKind kind) : engine_kind_(kind) {}

  // ---- What each party does of its own ----

  /// Makes and initialises the networks; config() and the streams are there.
  virtual void prepare() = 0;
  /// Eve starts anew, for the so-manieth time; whoever keeps a copy of her goes with her.
  virtual void reset_eve(std::int64_t /*number*/) {}
  /// A step begins.
  virtual void take_turn(Outlet& out) = 0;
  /// What was computed for steps that have not begun is void.
  virtual void forget_ahead() {}
  /// A frame of the step at hand.
  virtual void hear(const protocol::Frame& frame, Outlet& out) = 0;
  /// A chat frame: what the party makes of it.
  virtual void read_chat(const protocol::Frame& frame, Outlet& out) = 0;
  /// An operator wants this sent.
  virtual void say_for(const protocol::Say& /*say*/, Outlet& /*out*/) {}
  /// Every learner of this party, the one that is saved first.
  virtual std::vector<Learner*> learners() = 0;
  /// Adds the weight digests to a party's metrics.
  virtual void add_digests(protocol::Metrics& metrics) = 0;

  // ---- What they share ----

  const SessionConfig& config() const { return *config_; }
  bool welcomed() const { return config_.has_value(); }
  const Stream& public_stream() const { return *public_stream_; }
  const protocol::Turn& turn() const { return *turn_; }
  /// The turns given ahead, of the steps after the one at hand.
  const std::deque<protocol::Turn>& upcoming() const { return turns_; }
  std::uint32_t epoch() const { return epoch_; }
  EngineKind engine_kind() const { return engine_kind_; }

  /// An empty [B, N] tensor.
  torch::Tensor minibatch() const;
  /// Fills a [B, N] tensor with the bits of block (purpose, number).
  static void fill(const Stream& stream, Purpose purpose, std::int64_t number, torch::Tensor& bits);
  /// The values of a frame as a tensor [rows, N] that shares their memory.
  static torch::Tensor tensor_of(const protocol::Frame& frame);
  static torch::Tensor tensor_of(protocol::Frame& frame);
  /// A frame of the step with the session's shape, its values unset.
  protocol::Frame frame_of(protocol::FrameKind kind, const protocol::Turn& turn) const;
  /// Tells the person at the terminal, as "Bob reads: …", and the relay what `plaintext` spells,
  /// this party's reading of a chat frame.
  void tell_reading(const protocol::Frame& frame, const torch::Tensor& plaintext,
                    const std::string& whose, Outlet& out) const;
  /// Completes the step: sends `done`.
  void finish_step(protocol::Metrics metrics, Outlet& out);

  /// Adds up the time spent in its scope to the step's compute time.
  class Computing {
   public:
    explicit Computing(LearningPlayer& player)
        : player_(player), since_(std::chrono::steady_clock::now()) {}
    ~Computing() { player_.computed_ += std::chrono::steady_clock::now() - since_; }
    Computing(const Computing&) = delete;
    Computing& operator=(const Computing&) = delete;

   private:
    LearningPlayer& player_;
    std::chrono::steady_clock::time_point since_;
  };

 private:
  void begin(const protocol::Welcome& welcome);
  void handle(const protocol::FromRelay& message, Outlet& out);
  void take_turns(Outlet& out);
  void begin_step(const protocol::Turn& turn, Outlet& out);
  void forget_turns(std::int64_t up_to);
  void rewind(std::int64_t step);

  EngineKind engine_kind_;
  std::optional<SessionConfig> config_;
  std::optional<Stream> public_stream_;
  std::optional<protocol::Turn> turn_;  ///< of the step at hand
  std::deque<protocol::Turn> turns_;    ///< given ahead, for the steps after it
  std::uint32_t epoch_ = 0;
  std::int64_t completed_ = 0;  ///< steps before which everything is done
  struct Snapshot {
    std::int64_t step;
    std::vector<LearnerState> states;
  };
  std::deque<Snapshot> before_;  ///< the weights before each of the last steps that began
  std::chrono::nanoseconds computed_{0};
};

}  // namespace sotto
