// Eve where Alice learns what to protect: hears the public estimate and the ciphertext, has no key,
// and learns to tell C.
#pragma once

#include "shared/party/learning_player.hpp"
#include "shared/tasks/selective/example_source.hpp"

namespace sotto {

class SelectiveEvePlayer : public LearningPlayer {
 public:
  SelectiveEvePlayer(EngineKind kind, std::unique_ptr<ExampleSource> examples)
      : LearningPlayer(kind), examples_(std::move(examples)) {}

  Role role() const override { return Role::eve; }

 private:
  void prepare() override;
  void reset_eve(std::int64_t generation) override;
  void take_turn(Outlet&) override {}  // she waits for what Alice sends
  void hear(const protocol::Frame& frame, Outlet& out) override;
  std::vector<Named> learners() override { return {{"eve", &*eve_}}; }
  std::string probe() const;

  std::unique_ptr<ExampleSource> examples_;
  std::optional<Learner> eve_;

  // Of the step at hand.
  torch::Tensor seen_;     ///< [B, S]
  torch::Tensor hidden_;   ///< [B, 1]
  torch::Tensor useful_;   ///< [B, 1]
  torch::Tensor heard_;    ///< [B, 1 + N]
  torch::Tensor guesses_;  ///< [B, 2]: at C and its sign
};

}  // namespace sotto
