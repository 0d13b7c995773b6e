// Bob where Alice learns what to protect: makes of the public estimate, the ciphertext and the key
// the best estimate of D, and beside him a reader learns the key.
#pragma once

#include "shared/party/learning_player.hpp"
#include "shared/tasks/selective/example_source.hpp"

namespace sotto {

class SelectiveBobPlayer : public LearningPlayer {
 public:
  SelectiveBobPlayer(const Secret& secret, EngineKind kind,
                     std::unique_ptr<ExampleSource> examples);

  Role role() const override { return Role::bob; }

 private:
  void prepare() override;
  void take_turn(Outlet&) override {}  // he waits for what Alice sends
  void hear(const protocol::Frame& frame, Outlet& out) override;
  std::vector<Named> learners() override;

  void learn(Outlet& out);

  NumberStream secret_stream_;
  std::unique_ptr<ExampleSource> examples_;
  std::optional<Learner> bob_;
  std::optional<Learner> key_reader_;

  // Of the step at hand.
  torch::Tensor seen_;          ///< [B, S]
  torch::Tensor hidden_;        ///< [B, 1]
  torch::Tensor useful_;        ///< [B, 1]
  torch::Tensor key_;           ///< [B, N]
  torch::Tensor heard_;         ///< [B, 1 + N]
  torch::Tensor ciphertext_;    ///< [B, N]: of it
  torch::Tensor d_ciphertext_;  ///< of the key reader's loss
};

}  // namespace sotto
