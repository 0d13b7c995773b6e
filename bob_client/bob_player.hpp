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
  void judge(const protocol::Frame& ciphertext, Outlet& out);
  void read_chat(const protocol::Frame& frame, Outlet& out) override;
  std::vector<Named> learners() override { return {{"bob", &*bob_}}; }

  NumberStream secret_stream_;
  std::optional<Learner> bob_;
  torch::Tensor plaintext_;
  torch::Tensor key_;
};

}  // namespace sotto
