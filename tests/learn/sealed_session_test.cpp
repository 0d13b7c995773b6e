// Alice and Bob with a reader of the key beside him, in memory: restarts, hard bits, noise,
// further shadows of each kind.
#include <gtest/gtest.h>

#include "shared/tasks/registry.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

/// Small, and begun anew every four minibatches of Alice and Bob: each time many bits are unread.
SessionConfig sealed_config(std::int64_t steps) {
  auto config = find_preset("sealed")->config;
  config.bits = 8;
  config.minibatch = 40;
  config.product_units = 4;
  config.restart_every = 4;
  config.until = std::string(kUntilSteps);
  config.steps = steps;
  return config;
}

TEST(SealedSession, RepeatsItselfBitForBitWithEitherEngine) {
  for (const auto engine : {EngineKind::fused, EngineKind::reference}) {
    const auto once = make_session(sealed_config(40), engine).run();
    EXPECT_EQ(digests(once), digests(make_session(sealed_config(40), engine).run()));
    EXPECT_EQ(digests(once).at("key_reader").get<std::string>().size(), 64U);
    EXPECT_TRUE(once.at("key_bits_wrong").is_number());
  }
}

TEST(SealedSession, ARestartChangesWhatComesAfterItAndNothingBefore) {
  auto never = sealed_config(10);
  never.restart_every = 400;
  auto often = sealed_config(10);  // the fourth minibatch of Alice and Bob is step 9
  // Rate and noise run another course; here they are to be the same.
  for (auto* config : {&never, &often}) {
    config->learning_rate_final = config->learning_rate;
    config->noise_final = config->noise;
  }
  EXPECT_NE(digests(make_session(often).run()).at("alice"),
            digests(make_session(never).run()).at("alice"));
  never.steps = often.steps = 9;
  EXPECT_EQ(digests(make_session(often).run()), digests(make_session(never).run()));
}

TEST(SealedSession, EachTermChangesWhatIsLearned) {
  const auto base = digests(make_session(sealed_config(9)).run());
  const auto changed = [](auto&& change) {
    auto config = sealed_config(9);
    change(config);
    return digests(make_session(config).run());
  };
  EXPECT_NE(changed([](auto& c) { c.key_equivocation = 0; }).at("alice"), base.at("alice"));
  EXPECT_NE(changed([](auto& c) { c.adversary = 1; }).at("alice"), base.at("alice"));
  EXPECT_NE(changed([](auto& c) { c.noise = 0.2; }).at("bob"), base.at("bob"));
  EXPECT_NE(changed([](auto& c) { c.bob_loss = BobLoss::mean_error; }).at("bob"), base.at("bob"));
  EXPECT_NE(changed([](auto& c) { c.ciphertext = CiphertextForm::floats; }).at("bob"),
            base.at("bob"));
  EXPECT_NE(changed([](auto& c) { c.network = NetworkKind::mix_transform; }).at("alice"),
            base.at("alice"));
  EXPECT_NE(changed([](auto& c) { c.network = NetworkKind::perceptron; }).at("alice"),
            base.at("alice"));
  const auto shadows = [](std::string views) {
    return [views = std::move(views)](auto& c) {
      c.shadows = views;
      c.shadows_weight = 1;
    };
  };
  const auto values = changed(shadows("values")).at("alice");
  EXPECT_NE(values, base.at("alice"));
  for (const auto* other : {"amplitudes", "pairs", "distinguisher"})
    EXPECT_NE(values, changed(shadows(other)).at("alice")) << other;
  EXPECT_NE(values, changed([](auto& c) {
                      c.shadows = "values";
                      c.shadows_weight = 1;
                      c.feature_matching = 1;
                    }).at("alice"));
  EXPECT_NE(values, changed([](auto& c) {
                      c.shadows = "values";
                      c.shadows_weight = 1;
                      c.shadows_reset_every = 1;
                    }).at("alice"));
  EXPECT_EQ(values, changed(shadows("values")).at("alice"));
}

TEST(SealedSession, ARestartIsNotOfWhatIsFrozen) {
  const std::vector<Change> frozen{{.at_step = 9, .kind = ChangeKind::freeze}};
  const auto after = [&](std::int64_t steps) {
    return digests(make_session(sealed_config(steps), EngineKind::fused, true, frozen).run());
  };
  EXPECT_EQ(after(9).at("alice"), after(12).at("alice"));
  EXPECT_EQ(after(9).at("bob"), after(12).at("bob"));
  EXPECT_EQ(after(9).at("key_reader"), after(12).at("key_reader"));
}

/// A line that drops anywhere costs nothing, the step of a restart included.
class InterruptedSealed : public testing::TestWithParam<Role> {};

TEST_P(InterruptedSealed, EndsWithTheWeightsOfAnUninterruptedRun) {
  auto config = sealed_config(14);
  config.shadows = "values,amplitudes,pairs,distinguisher";
  config.shadows_weight = 1;
  config.feature_matching = 1;
  config.shadows_reset_every = 1;
  const auto expected = digests(make_session(config).run());
  drop_anywhere(config, GetParam(), [&](const Json& report, int after) {
    for (const auto* network : {"alice", "bob", "key_reader"})
      EXPECT_EQ(digests(report).at(network), expected.at(network))
          << network << ", after message " << after;
  });
}

INSTANTIATE_TEST_SUITE_P(Anywhere, InterruptedSealed, testing::ValuesIn(kParties),
                         [](const auto& tested) { return std::string(title(tested.param)); });

}  // namespace
}  // namespace sotto
