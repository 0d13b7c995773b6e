// What the Players of Alice, Bob and Eve have in common: the session's numbers, its steps, and the
// way back to the weights before the last ones.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "shared/base/clock.hpp"
#include "shared/crypto/number_stream.hpp"
#include "shared/nn/learner.hpp"
#include "shared/party/checkpoint_store.hpp"
#include "shared/party/frame_seal.hpp"
#include "shared/party/player.hpp"
#include "shared/tasks/task.hpp"

namespace sotto {

class LearningPlayer : public Player {
 public:
  std::vector<std::int64_t> holds() const override;
  void keep_in(CheckpointStore& store) override { store_ = &store; }
  void introduce(const std::string& nonce) override;
  void receive(const protocol::FromRelay& message, Outlet& out) override;
  void receive(const protocol::Frame& frame, Outlet& out) override;
  void say(std::string_view text, Outlet& out) override;
  void save(const std::string& file) const override;

  /// A tensor's numbers, to be drawn into.
  static std::span<float> numbers(torch::Tensor& tensor);
  /// The values of a frame as a tensor [rows, N] that shares their memory.
  static torch::Tensor tensor_of(const protocol::Frame& frame);
  static torch::Tensor tensor_of(protocol::Frame& frame);

 protected:
  /// `clock` is what its computing is timed by, and must outlive this.
  explicit LearningPlayer(EngineKind kind, const Clock& clock = system_clock())
      : engine_kind_(kind), clock_(clock) {}
  /// Of Alice or Bob: what it sends has tags of that secret, and it hears nothing without.
  LearningPlayer(EngineKind kind, Role role, const Secret& secret)
      : engine_kind_(kind), clock_(system_clock()), seal_(FrameSeal(role, secret)) {}

  // ---- What each party does of its own ----

  /// Makes and initialises the networks; config() and the streams are there.
  virtual void prepare() = 0;
  /// Eve starts from the fresh weights of that generation; whoever keeps a copy of her goes with
  /// her.
  virtual void reset_eve(std::int64_t /*generation*/) {}
  /// A step begins.
  virtual void take_turn(Outlet& out) = 0;
  /// What was computed for steps that have not begun is void.
  virtual void forget_ahead() {}
  /// A frame of the step at hand.
  virtual void hear(const protocol::Frame& frame, Outlet& out) = 0;
  /// A chat frame: what the party makes of it.
  virtual void read_chat(const protocol::Frame& /*frame*/, Outlet& /*out*/) {}
  /// An operator wants this sent.
  virtual void say_for(const protocol::Say& /*say*/, Outlet& /*out*/) {}
  /// A learner by the name of its network in the task.
  struct Named {
    const char* network;  ///< null: a digest of it is not asked for
    Learner* learner;
    CiphertextForm form = CiphertextForm::floats;  ///< in which its outputs are used
    const char* beside = nullptr;  ///< file of its archive beside the first's; null: it has none
  };
  /// Every learner of this party, the one that is saved first.
  virtual std::vector<Named> learners() = 0;

  // ---- What they share ----

  const SessionConfig& config() const { return *config_; }
  bool welcomed() const { return config_.has_value(); }
  const NumberStream& public_stream() const { return *public_stream_; }
  const protocol::Turn& turn() const { return *turn_; }
  /// The turns given ahead, of the steps after the one at hand.
  const std::deque<protocol::Turn>& upcoming() const { return turns_; }
  std::uint32_t epoch() const { return epoch_; }
  EngineKind engine_kind() const { return engine_kind_; }

  /// An empty [B, N] tensor.
  torch::Tensor minibatch() const;
  /// A frame of the step with the task's shape, its values unset.
  protocol::Frame frame_of(protocol::FrameKind kind, const protocol::Turn& turn) const;
  /// Of Alice or Bob: makes the frame ready to be sent. Once for each, as its values are set.
  void seal(protocol::Frame& frame) { seal_->seal(frame); }
  /// Every learner's weight digest, by its network.
  protocol::ByName<std::string> digests();
  /// Tells the person at the terminal, as "Bob reads: …", and the relay what `plaintext` spells,
  /// this party's reading of a chat frame.
  void tell_reading(const protocol::Frame& frame, const torch::Tensor& plaintext,
                    const std::string& whose, Outlet& out) const;
  /// Completes the step: sends `done`.
  void finish_step(protocol::Metrics metrics, Outlet& out);

  /// Adds up the time spent in its scope to the step's compute time.
  class Computing {
   public:
    explicit Computing(LearningPlayer& player) : player_(player), since_(player.clock_.now()) {}
    ~Computing() { player_.computed_ += player_.clock_.now() - since_; }
    Computing(const Computing&) = delete;
    Computing& operator=(const Computing&) = delete;

   private:
    LearningPlayer& player_;
    Time since_;
  };

 private:
  void begin(const protocol::Welcome& welcome);
  void take_found_checkpoints();
  void remember(const protocol::Turn& turn);
  bool restore(std::deque<Checkpoint>& from, std::int64_t step);
  void handle(const protocol::FromRelay& message, Outlet& out);
  void take_turns(Outlet& out);
  void begin_step(const protocol::Turn& turn, Outlet& out);
  void forget_turns(std::int64_t up_to);
  bool go_back(std::int64_t step);
  void require_genuine(const protocol::Frame& frame);
  const Exchange* next_due() const;
  void play_generation(std::int64_t generation);

  EngineKind engine_kind_;
  const Clock& clock_;
  std::optional<SessionConfig> config_;
  std::optional<NumberStream> public_stream_;
  std::optional<protocol::Turn> turn_;  ///< of the step at hand
  std::deque<protocol::Turn> turns_;    ///< given ahead, for the steps after it
  std::uint32_t epoch_ = 0;
  std::optional<FrameSeal> seal_;    ///< of Alice and Bob
  std::size_t heard_ = 0;            ///< frames of the step at hand
  std::int64_t completed_ = 0;       ///< steps before which everything is done
  bool lost_ = false;                ///< at the end its weights were not those of the end
  std::int64_t eve_generation_ = 0;  ///< which Eve is played
  std::deque<Checkpoint> before_;    ///< the weights before each of the last steps that began
  std::deque<Checkpoint> kept_;      ///< those of the last steps that the relay chose for it
  CheckpointStore* store_ = nullptr;
  std::chrono::nanoseconds computed_{0};
};

}  // namespace sotto
