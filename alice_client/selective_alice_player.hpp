// Alice where she learns what to protect: publishes an estimate of D, encrypts what Bob is to know
// besides, and keeps C from her own shadow of Eve.
#pragma once

#include "shared/party/learning_player.hpp"
#include "shared/tasks/selective/example_source.hpp"

namespace sotto {

class SelectiveAlicePlayer : public LearningPlayer {
 public:
  SelectiveAlicePlayer(const Secret& secret, EngineKind kind,
                       std::unique_ptr<ExampleSource> examples);

  Role role() const override { return Role::alice; }
  void say(std::string_view text, Outlet& out) override;

 private:
  void prepare() override;
  void reset_eve(std::int64_t generation) override;
  void take_turn(Outlet& out) override;
  void hear(const protocol::Frame& feedback, Outlet& out) override;
  std::vector<Named> learners() override;

  void publish(Outlet& out);
  void hear_as_eve();
  void ask_shadow();
  void learn(const torch::Tensor& d_heard);
  void finish(Outlet& out);

  NumberStream secret_stream_;
  std::unique_ptr<ExampleSource> examples_;
  std::optional<Learner> cipher_;
  std::optional<Learner> public_;
  std::optional<Learner> shadow_;  ///< her copy of Eve
  double kept_at_ = 0;  ///< mean distance from C and its sign, in sum, at which she wants Eve

  // Of the step at hand.
  torch::Tensor seen_;        ///< [B, S]
  torch::Tensor hidden_;      ///< [B, 1]
  torch::Tensor useful_;      ///< [B, 1]
  torch::Tensor key_;         ///< [B, N]
  torch::Tensor estimate_;    ///< [B, 1]: what she publishes
  torch::Tensor ciphertext_;  ///< [B, N]: what she sends
  torch::Tensor heard_;       ///< [B, 1 + N]: both, as Eve hears them
  torch::Tensor d_heard_;     ///< of her own terms by both, until Bob's feedback is in
  torch::Tensor guesses_;     ///< [B, 2]: the shadow's
  double public_distance_ = 0;
  std::optional<double> shadow_distance_;
};

}  // namespace sotto
