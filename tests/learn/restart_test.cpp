// A restart: some outputs begin anew, and the rest is kept but for a little.
#include "shared/nn/restart.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

constexpr std::int64_t kBits = 4;

class RestartTest : public testing::Test {
 protected:
  RestartTest() {
    learner_.initialise(stream_, Purpose::init_alice, 1, 0);
    // Moments that are not zero.
    learner_.network()->flat().mutable_grad().fill_(1);
    learner_.step(0.001);
    before_ = learner_.network()->flat().clone();
  }

  void restart_at(std::int64_t step, const std::vector<bool>& again) {
    restart(learner_, again, 1, {stream_, Purpose::restart_alice, step});
  }
  torch::Tensor weights() const { return learner_.network()->flat(); }
  torch::Tensor marked(const std::vector<bool>& outputs) const {
    return learner_.network()->weights_of(outputs);
  }
  bool is_last_layer(std::int64_t weight) const {
    return weight >= weights().numel() - learner_.network()->last_layer().numel();
  }

  NumberStream stream_ = NumberStream::public_stream(3);
  Learner learner_{{.bits = kBits, .keyed = true, .kind = NetworkKind::product, .units = 4 * kBits},
                   EngineKind::fused};
  torch::Tensor before_;
};

TEST_F(RestartTest, KeepsWhatIsNotDrawnAgainButForADisturbance) {
  const std::vector<bool> again{false, true, false, false};
  const auto drawn = marked(again);
  restart_at(7, again);
  double far = 0;
  for (std::int64_t i = 0; i < before_.numel(); ++i) {
    if (drawn[i].item<bool>()) continue;
    const auto kept = before_[i].item<double>() * (is_last_layer(i) ? 0.5 : 1);
    far = std::max(far, std::abs(weights()[i].item<double>() - kept));
  }
  EXPECT_GT(far, 0);
  EXPECT_LT(far, 6 * 0.03) << "six deviations of the disturbance";
}

TEST_F(RestartTest, DrawsTheWeightsOfTheMarkedOutputsAgainAsAtTheStart) {
  const std::vector<bool> all(kBits, true);
  restart_at(7, all);
  const auto once = weights().clone();
  EXPECT_GT((once - before_).abs().mean().item<double>(), 0.1);
  weights().fill_(5);
  restart_at(7, all);
  EXPECT_TRUE(torch::equal(weights(), once)) << "they do not depend on those before";
  restart_at(8, all);
  EXPECT_FALSE(torch::equal(weights(), once)) << "another step, other numbers";
}

TEST_F(RestartTest, ForgetsTheMomentsOfWhatIsDrawnAgainAndNoOthers) {
  const std::vector<bool> again{false, true, false, false};
  const auto drawn = marked(again);
  restart_at(7, again);
  const auto before = weights().clone();
  learner_.network()->flat().mutable_grad().zero_();
  learner_.step(0.001);
  const auto moved = (weights() - before).abs() > 0;
  EXPECT_TRUE(torch::equal(moved, drawn.logical_not()))
      << "without a gradient only momentum moves a weight";
}

TEST_F(RestartTest, OfNoOutputOnlyLoosensAndDisturbs) {
  restart_at(7, std::vector<bool>(kBits, false));
  const auto last = learner_.network()->last_layer();
  const auto was = before_.narrow(0, before_.numel() - last.numel(), last.numel());
  EXPECT_LT((last - 0.5 * was).abs().max().item<double>(), 6 * 0.03);
}

TEST_F(RestartTest, OfAllOutputsIsTheStartAgain) {
  restart_at(7, std::vector<bool>(kBits, true));
  Learner fresh(learner_.network()->shape(), EngineKind::fused);
  fresh.initialise(stream_, Purpose::restart_alice, 1, 14);
  EXPECT_LT((weights() - fresh.network()->flat()).abs().max().item<double>(), 6 * 0.03)
      << "but for the disturbance";
}

/// The paper's network, which has no parts.
struct WholeNetwork {
  explicit WholeNetwork(Purpose purpose, std::int64_t number = 0) {
    learner.initialise(stream, purpose, 2, number);
  }
  torch::Tensor weights() const { return learner.network()->flat(); }

  NumberStream stream = NumberStream::public_stream(3);
  Learner learner{{.bits = kBits, .keyed = true}, EngineKind::fused};
};

TEST(RestartOfTheWhole, IsTheStartAgainIfAnyOutputIsMarked) {
  WholeNetwork stuck(Purpose::init_bob);
  stuck.weights().mutable_grad().fill_(1);
  stuck.learner.step(0.001);
  const auto before = stuck.weights().clone();
  const RestartNumbers numbers{stuck.stream, Purpose::restart_bob, 7};
  restart(stuck.learner, {false, false, false, false}, 2, numbers);
  EXPECT_TRUE(torch::equal(stuck.weights(), before));

  restart(stuck.learner, {false, false, true, false}, 2, numbers);
  const WholeNetwork expected(Purpose::restart_bob, 14);
  EXPECT_TRUE(torch::equal(stuck.weights(), expected.weights()));
  LearnerState state;
  stuck.learner.save(state);
  EXPECT_EQ(state.adam_steps, 0);
}

/// How far the first step goes for a gradient of 1, in multiples of the rate.
double first_step(Learner& learner) {
  const auto& weights = learner.network()->flat();
  const auto before = weights.clone();
  weights.mutable_grad().fill_(1);
  learner.step(0.001);
  return (before - weights).mean().item<double>() / 0.001;
}

TEST_F(RestartTest, ItsStartHasTheLongStepsOfARestart) {
  start(learner_, 1, stream_, Purpose::init_alice);
  Learner plain(learner_.network()->shape(), EngineKind::fused);
  plain.initialise(stream_, Purpose::init_alice, 1, 0);
  EXPECT_TRUE(torch::equal(weights(), plain.network()->flat()));
  EXPECT_NEAR(first_step(learner_), 3.16, 0.01);

  WholeNetwork whole(Purpose::init_eve);
  start(whole.learner, 2, whole.stream, Purpose::init_bob);
  EXPECT_TRUE(torch::equal(whole.weights(), WholeNetwork(Purpose::init_bob).weights()));
  EXPECT_NEAR(first_step(whole.learner), 1, 0.01);
}

}  // namespace
}  // namespace sotto
