// Eve: hears every ciphertext, has no key, and learns to read it all the same.
#pragma once

#include "shared/nn/linear_reader.hpp"
#include "shared/party/learning_player.hpp"

namespace sotto {

class EvePlayer : public LearningPlayer {
 public:
  explicit EvePlayer(EngineKind kind);

  Role role() const override { return Role::eve; }

 private:
  void prepare() override;
  void reset_eve(std::int64_t generation) override;
  void take_turn(Outlet&) override {}  // she waits for the ciphertext
  void hear(const protocol::Frame& ciphertext, Outlet& out) override;
  void read_chat(const protocol::Frame& frame, Outlet& out) override;
  std::vector<Named> learners() override { return {{"eve", &*eve_}}; }

  std::optional<Learner> eve_;
  std::optional<LinearReader> linear_;  ///< beside her network: what the simplest reader gets
  torch::Tensor plaintext_;
};

}  // namespace sotto
