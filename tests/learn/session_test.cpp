// Room and Players together, without sockets.
#include <gtest/gtest.h>

#include "tests/learn/test_session.hpp"

namespace sotto {
namespace {

TEST(Session, RepeatsItselfBitForBit) {
  for (const auto engine : {EngineKind::fused, EngineKind::reference}) {
    const auto once = make_session(small_config(30), engine).run();
    const auto again = make_session(small_config(30), engine).run();
    EXPECT_EQ(digests(once), digests(again)) << name(engine);
    EXPECT_EQ(once.at("steps"), 30);
    EXPECT_EQ(once.at("alice_bob_steps"), 10);
    EXPECT_EQ(once.at("reason"), "all steps are done");
  }
}

TEST(Session, TwinShadowIsEveBitForBit) {
  const auto report = make_session(small_config(31)).run();
  EXPECT_EQ(digests(report).at("eve"), digests(report).at("shadow"));
  EXPECT_EQ(report.at("twin_in_step"), true);
}

TEST(Session, IndependentShadowIsSomebodyElse) {
  auto config = small_config(31);
  config.shadow = Shadow::independent;
  const auto report = make_session(config).run();
  EXPECT_NE(digests(report).at("eve"), digests(report).at("shadow"));
  EXPECT_EQ(report.at("twin_in_step"), false);
}

TEST(Session, AliceAndBobLearnTheSameWithoutEve) {
  const auto with = make_session(small_config(30)).run();
  const auto without = make_session(small_config(30), EngineKind::fused, /*with_eve=*/false).run();
  EXPECT_EQ(digests(with).at("alice"), digests(without).at("alice"));
  EXPECT_EQ(digests(with).at("bob"), digests(without).at("bob"));
  EXPECT_TRUE(digests(without).at("eve").is_null());
  EXPECT_TRUE(without.at("eve_bits_wrong").is_null());
}

TEST(Session, OtherSeedsSecretsAndTermsGiveOtherWeights) {
  const auto base = digests(make_session(small_config(9)).run());
  auto config = small_config(9);
  config.public_seed = 2;
  EXPECT_NE(digests(make_session(config).run()), base);
  config = small_config(9);
  config.eve_term = EveTerm::example;
  EXPECT_NE(digests(make_session(config).run()).at("alice"), base.at("alice"));
  EXPECT_EQ(digests(make_session(small_config(9)).run()), base);
}

/// A line that drops anywhere in a step costs the run nothing: the step is taken again from the
/// weights before it.
class Interrupted : public testing::TestWithParam<Role> {};

TEST_P(Interrupted, EndsWithTheWeightsOfAnUninterruptedRun) {
  const auto config = small_config(12);
  const auto expected = digests(make_session(config).run());
  // Some 60 messages make up the run: drop the line after each of them in turn.
  int interruptions = 0;
  for (int after = 7; after < 90; ++after) {
    auto session = make_session(config);
    for (int i = 0; i < after; ++i) session.advance();
    if (session.room().state() != wire::SessionState::running) break;
    session.drop(GetParam(), /*again=*/true);
    const auto report = session.run();
    ++interruptions;
    EXPECT_EQ(digests(report).at("alice"), expected.at("alice")) << "after message " << after;
    EXPECT_EQ(digests(report).at("bob"), expected.at("bob")) << "after message " << after;
    EXPECT_EQ(report.at("refused").size(), 0U) << report.at("refused");
    if (GetParam() != Role::eve) {
      EXPECT_EQ(digests(report), expected) << "after message " << after;
      EXPECT_EQ(report.at("epochs"), 2);
    }
  }
  EXPECT_GT(interruptions, 40);
}

INSTANTIATE_TEST_SUITE_P(Anywhere, Interrupted, testing::ValuesIn(kParties),
                         [](const auto& tested) { return std::string(title(tested.param)); });

TEST(Session, ChatReachesBobAndEveAndLeavesTheWeightsAlone) {
  const auto expected = digests(make_session(small_config(12)).run());
  auto session = make_session(small_config(12));
  std::vector<std::string> lines;
  session.show_on([&](const std::string& line) { lines.push_back(line); });
  for (int i = 0; i < 20; ++i) session.advance();
  session.say(Role::alice, "grüße");  // in the middle of a step
  EXPECT_EQ(digests(session.run()), expected);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "Alice says: grüße");
  EXPECT_TRUE(lines[1].starts_with("Bob reads: ")) << lines[1];
  EXPECT_TRUE(lines[2].starts_with("Eve guesses: ")) << lines[2];
}

TEST(Session, OnlyAliceSpeaks) {
  auto session = make_session(small_config(3));
  std::vector<std::string> lines;
  session.show_on([&](const std::string& line) { lines.push_back(line); });
  session.say(Role::bob, "hello");
  EXPECT_EQ(lines, std::vector<std::string>{"only Alice can send messages"});
  session.run();
}

TEST(Session, ChangedConfigurationEndsThePlayer) {
  AlicePlayer alice(derive_run_seeds(1).secret, 0, EngineKind::fused);
  struct Silent : Outlet {
    void send(const wire::Done&) override {}
    void send(const wire::Frame&) override {}
    void show(const std::string&) override {}
  } silent;
  alice.receive(wire::FromRelay{wire::Welcome{"lab", Role::alice, 0, 0, small_config(3)}}, silent);
  EXPECT_THROW(
      alice.receive(wire::FromRelay{wire::Welcome{"lab", Role::alice, 0, 0, small_config(4)}},
                    silent),
      PlayerError);
}

}  // namespace
}  // namespace sotto
