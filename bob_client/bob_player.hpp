// Bob: decrypts with the key, and tells Alice how his error changes with her ciphertext.
#pragma once

#include "shared/party/learning_player.hpp"

namespace sotto {

class BobPlayer : public LearningPlayer {
 public:
  BobPlayer(const Secret& secret, EngineKind kind);

  Role role() const override { return Role::bob; }

 private:
  void prepare() override;
  void take_turn(Outlet&) override {}  // he waits for the ciphertext
  void hear(const protocol::Frame& ciphertext, Outlet& out) override;
  void learn(const protocol::Frame& ciphertext, Outlet& out);
  void judge(const protocol::Frame& ciphertext, Outlet& out);
  void read_chat(const protocol::Frame& frame, Outlet& out) override;
  std::vector<Named> learners() override;

  /// What he and the key's reader, where there is one, made of a step's ciphertext.
  struct Read {
    Measured message;
    std::optional<Measured> key;
  };
  void draw_minibatch();
  torch::Tensor with_noise(const protocol::Frame& ciphertext);
  Read train(const torch::Tensor& heard, torch::Tensor& d_ciphertext);
  bool may_rest(const Read& read) const;
  void step();
  bool begins_from_nothing() const;
  void restart(const protocol::Frame& ciphertext, torch::Tensor marks);
  static protocol::Metrics metrics(const Read& read);

  NumberStream secret_stream_;
  std::optional<Learner> bob_;
  std::optional<Learner> key_reader_;  ///< where the session is about a sealed cipher
  torch::Tensor plaintext_;
  torch::Tensor key_;
  torch::Tensor noisy_;         ///< what he hears and the noise that he adds
  torch::Tensor d_key_reader_;  ///< of the key reader's loss by the ciphertext
};

}  // namespace sotto
