// Alice, Bob and Eve where it is learned what to protect, in memory.
#include <gtest/gtest.h>

#include <algorithm>

#include "shared/tasks/registry.hpp"
#include "shared/tasks/selective/yardsticks.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

SessionConfig selective_config(std::int64_t steps) {
  auto config = find_preset("selective")->config;
  config.minibatch = 40;
  config.product_units = 4;
  config.until = std::string(kUntilSteps);
  config.steps = steps;
  return config;
}

TEST(SelectiveSession, RepeatsItselfBitForBitWithEitherEngine) {
  for (const auto engine : {EngineKind::fused, EngineKind::reference}) {
    auto of_the_paper = selective_config(40);
    of_the_paper.network = NetworkKind::mix_transform;
    EXPECT_EQ(digests(make_session(of_the_paper, engine).run()),
              digests(make_session(of_the_paper, engine).run()));
    const auto once = make_session(selective_config(40), engine).run();
    EXPECT_EQ(digests(once), digests(make_session(selective_config(40), engine).run()));
    for (const auto* network : {"alice", "public", "bob", "key_reader", "eve", "shadow"})
      EXPECT_EQ(digests(once).at(network).get<std::string>().size(), 64U) << network;
    EXPECT_TRUE(once.at("public_distance").is_number());
  }
}

TEST(SelectiveSession, TwinShadowIsEveBitForBit) {
  const auto report = make_session(selective_config(31)).run();
  EXPECT_EQ(digests(report).at("eve"), digests(report).at("shadow"));
  EXPECT_EQ(report.at("twin_in_step"), true);
}

TEST(SelectiveSession, FollowsAnEveWhoBeginsAnew) {
  const std::vector<Change> reset{{.at_step = 9, .kind = ChangeKind::reset_eve}};
  const auto report = make_session(selective_config(31), EngineKind::fused, true, reset).run();
  EXPECT_EQ(digests(report).at("eve"), digests(report).at("shadow"));
  EXPECT_NE(digests(report).at("eve"), digests(make_session(selective_config(31)).run()).at("eve"));
}

TEST(SelectiveSession, EachTermChangesWhatIsLearned) {
  // Long enough for her copy of Eve to come nearer than it is to: before that nothing keeps it
  // away.
  constexpr int kSteps = 150;
  const auto base = digests(make_session(selective_config(kSteps)).run());
  const auto changed = [](auto&& change) {
    auto config = selective_config(kSteps);
    change(config);
    return digests(make_session(config).run());
  };
  EXPECT_NE(changed([](auto& c) { c.protect = 0.5; }).at("public"), base.at("public"));
  EXPECT_NE(changed([](auto& c) { c.adversary = 1; }).at("public"), base.at("public"));
  EXPECT_NE(changed([](auto& c) { c.key_equivocation = 0; }).at("alice"), base.at("alice"));
  EXPECT_NE(changed([](auto& c) { c.ciphertext = CiphertextForm::floats; }).at("bob"),
            base.at("bob"));
  EXPECT_NE(changed([](auto& c) { c.network = NetworkKind::perceptron; }).at("alice"),
            base.at("alice"));
  EXPECT_NE(changed([](auto& c) { c.network = NetworkKind::mix_transform; }).at("alice"),
            base.at("alice"));
  EXPECT_EQ(changed([](auto& c) { c.adversary = 0; }), changed([](auto& c) { c.protect = 0; }));
}

TEST(SelectiveSession, ProbesShowCBesideWhatEveTakesItForAndLeaveTheWeightsAlone) {
  auto session = make_session(selective_config(12));
  std::vector<protocol::Probe> told;
  session.observe_events([&](const SessionEvent& event) {
    if (const auto* probe = std::get_if<protocol::Probe>(&event)) told.push_back(*probe);
  });
  session.watch();
  EXPECT_EQ(digests(session.run()), digests(make_session(selective_config(12)).run()));
  ASSERT_FALSE(told.empty());
  const auto& [step, t, columns, values] = told[0];
  EXPECT_EQ(columns, 2);
  ASSERT_EQ(values.size(), 2U * 40);
  std::vector<int> hidden;
  for (std::size_t i = 0; i < values.size(); i += 2)
    hidden.push_back(static_cast<unsigned char>(values[i]));
  // Uniform from -1 to 1: of 40 some are near either end.
  EXPECT_LT(std::ranges::min(hidden), 40);
  EXPECT_GT(std::ranges::max(hidden), 215);
}

TEST(SelectiveSession, FrozenWeightsStay) {
  const std::vector<Change> frozen{{.at_step = 9, .kind = ChangeKind::freeze}};
  const auto after = [&](std::int64_t steps) {
    return digests(make_session(selective_config(steps), EngineKind::fused, true, frozen).run());
  };
  for (const auto* network : {"alice", "public", "bob", "key_reader"})
    EXPECT_EQ(after(9).at(network), after(12).at(network)) << network;
  EXPECT_NE(after(9).at("eve"), after(12).at("eve")) << "she goes on learning";
}

/// A line that drops anywhere costs nothing.
class InterruptedSelective : public testing::TestWithParam<Role> {};

TEST_P(InterruptedSelective, EndsWithTheWeightsOfAnUninterruptedRun) {
  const auto config = selective_config(14);
  const auto whole = digests(make_session(config).run());
  drop_anywhere(config, GetParam(), [&](const Json& report, int after) {
    EXPECT_EQ(digests(report), whole) << "dropped after message " << after;
  });
}

INSTANTIATE_TEST_SUITE_P(Parties, InterruptedSelective, testing::Values(Role::alice, Role::bob),
                         [](const auto& tested) { return std::string(name(tested.param)); });

TEST(SelectiveSession, NobodyTakesMessages) {
  auto session = make_session(selective_config(30));
  std::vector<std::string> shown;
  session.show_on([&](const std::string& line) { shown.push_back(line); });
  for (int i = 0; i < 20; ++i) session.advance();
  session.say(Role::alice, "hello");
  EXPECT_EQ(shown, std::vector<std::string>{
                       "Alice: this session is about numbers, no message can be sent"});
  const auto result = session.command({.name = protocol::CommandName::say, .text = "hello"});
  EXPECT_FALSE(result.accepted);
  EXPECT_EQ(result.message, "task selective has no messages, nothing can be sent in it");
}

/// Where nothing is protected she learns C from what is published, as she should.
TEST(SelectiveSession, WithoutProtectionEveLearnsWhatIsHidden) {
  auto config = find_preset("selective")->config;
  config.until = std::string(kUntilSteps);
  config.protect = 0;
  config.steps = 4'500;
  config.decay_steps = 1'500;
  const auto report = make_session(config).run();
  EXPECT_LT(report.at("eve_distance"), 0.75 * yardsticks().hidden_blind);
  EXPECT_LT(report.at("public_distance"), 1.1 * yardsticks().useful_best);
}

}  // namespace
}  // namespace sotto
