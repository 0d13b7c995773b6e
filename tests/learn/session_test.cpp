// Room and Players together, without sockets.
#include <gtest/gtest.h>

#include "alice_client/alice_player.hpp"
#include "tests/support/process.hpp"
#include "tests/support/test_session.hpp"

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

// Where nobody is Eve, the session's clock jumps over the time in which she might have come.
TEST(Session, TellsByItsOwnClockHowLongItHasRun) {
  auto session = make_session(small_config(30), EngineKind::fused, /*with_eve=*/false);
  while (session.advance())
    if (session.room().step() == 20) break;
  EXPECT_GT(session.status().running_s, 0);
  EXPECT_LT(session.status().running_s, 1e3);
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
  drop_anywhere(config, GetParam(), [&](const Json& report, int after) {
    EXPECT_EQ(digests(report).at("alice"), expected.at("alice")) << "after message " << after;
    EXPECT_EQ(digests(report).at("bob"), expected.at("bob")) << "after message " << after;
    EXPECT_EQ(report.at("refused").size(), 0U) << report.at("refused");
    if (GetParam() != Role::eve) {
      EXPECT_EQ(digests(report), expected) << "after message " << after;
      EXPECT_EQ(report.at("epochs"), 2);
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Anywhere, Interrupted, testing::ValuesIn(kParties),
                         [](const auto& tested) { return std::string(title(tested.param)); });

// Who dies when all is done has not said yet what it has learned.
TEST(InterruptedAtTheEnd, EndsWithTheWeightsOfAnUninterruptedRun) {
  auto config = small_config(12);
  config.eve_return_ms = 1'000;
  const auto expected = digests(make_session(config).run());
  for (const auto role : kParties)
    for (int later = 0; later < 12; ++later) {
      auto session = make_session(config);
      while (session.room().state() != protocol::SessionState::finishing) session.advance();
      for (int i = 0; i < later; ++i) session.advance();
      if (session.room().finished()) break;
      session.drop(role, /*again=*/true);
      EXPECT_EQ(digests(session.run()), expected) << title(role) << " after " << later;
    }
}

// The step that was asked for one is called off; taken again, it is not.
TEST(InterruptedAndWatched, AProbeThatWasAskedForOnceIsSentOnceAtMost) {
  for (int after = 7; after < 60; ++after) {
    auto session = make_session(small_config(12));
    session.watch();
    for (int i = 0; i < after; ++i) session.advance();
    session.drop(Role::bob, /*again=*/true);
    EXPECT_EQ(session.run().at("refused").size(), 0U) << "after message " << after;
  }
}

// ---- What operators change ----

/// Of which none is of a step that has been given when a session begins.
std::vector<Change> changes() {
  return {{.at_step = 6, .kind = ChangeKind::freeze},
          {.at_step = 9, .kind = ChangeKind::unfreeze},
          {.at_step = 9, .kind = ChangeKind::reset_eve},
          {.at_step = 9, .kind = ChangeKind::cycle, .cycle = {{"alice_bob", 2}, {"eve", 1}}},
          {.at_step = 12, .kind = ChangeKind::learning_rate, .learning_rate = 0.02},
          {.at_step = 15, .kind = ChangeKind::reset_eve}};
}

Json digests_after(std::int64_t steps, const std::vector<Change>& with) {
  return digests(make_session(small_config(steps), EngineKind::fused, true, with).run());
}

TEST(Changes, FrozenAliceAndBobKeepTheirWeightsAndEveGoesOn) {
  const std::vector<Change> frozen{{.at_step = 3, .kind = ChangeKind::freeze}};
  const auto before = digests_after(3, frozen);
  const auto after = digests_after(9, frozen);
  EXPECT_EQ(after.at("alice"), before.at("alice"));
  EXPECT_EQ(after.at("bob"), before.at("bob"));
  EXPECT_NE(after.at("eve"), before.at("eve"));
  auto thawed = frozen;
  thawed.push_back({.at_step = 6, .kind = ChangeKind::unfreeze});
  EXPECT_NE(digests_after(9, thawed).at("alice"), before.at("alice"));
}

TEST(Changes, AnEveWhoStartsAnewIsAnotherAndHerTwinGoesWithHer) {
  const auto old = digests_after(6, {});
  const auto fresh = digests_after(6, {{.at_step = 3, .kind = ChangeKind::reset_eve}});
  EXPECT_NE(fresh.at("eve"), old.at("eve"));
  EXPECT_EQ(fresh.at("eve"), fresh.at("shadow"));
  const auto twice = digests_after(6, {{.at_step = 3, .kind = ChangeKind::reset_eve},
                                       {.at_step = 3, .kind = ChangeKind::reset_eve}});
  EXPECT_NE(twice.at("eve"), fresh.at("eve")) << "each time from other weights";
}

TEST(Changes, AnIndependentShadowStaysWhenEveStartsAnew) {
  auto config = small_config(6);
  config.shadow = Shadow::independent;
  const std::vector<Change> reset{{.at_step = 3, .kind = ChangeKind::reset_eve}};
  const auto with = digests(make_session(config, EngineKind::fused, true, reset).run());
  const auto without = digests(make_session(config).run());
  EXPECT_EQ(with.at("shadow"), without.at("shadow"));
  EXPECT_NE(with.at("eve"), without.at("eve"));
}

TEST(Changes, OrderedWhileItRunsAreTheSameAsPlannedFromTheStart) {
  auto config = small_config(18);
  config.turns_ahead = 4;  // so that the first change can still hold from step 6 on
  const auto planned = make_session(config, EngineKind::fused, true, changes()).run();
  auto session = make_session(config);
  for (const auto& change : changes()) {
    const auto name = static_cast<protocol::CommandName>(
        static_cast<int>(protocol::CommandName::cycle) + static_cast<int>(change.kind));
    protocol::Command command{.name = name, .at_step = change.at_step};
    if (change.kind == ChangeKind::cycle) command.cycle = change.cycle;
    if (change.kind == ChangeKind::learning_rate) command.learning_rate = change.learning_rate;
    EXPECT_EQ(session.command(command).from_step, change.at_step);
  }
  EXPECT_EQ(session.room().plan().changes(), changes());
  const auto ordered = session.run();
  EXPECT_EQ(digests(ordered), digests(planned));
  EXPECT_EQ(ordered.at("alice_bob_steps"), planned.at("alice_bob_steps"));
  EXPECT_NE(digests(ordered), digests_after(18, {}));
}

// Steps that are taken again take their changes with them.
TEST(Changes, AreDoneAgainWhereALineDropped) {
  const auto expected = digests_after(18, changes());
  int interruptions = 0;
  for (const auto role : {Role::alice, Role::bob})
    for (int after = 7; after < 120; after += 2) {
      auto session = make_session(small_config(18), EngineKind::fused, true, changes());
      for (int i = 0; i < after; ++i) session.advance();
      if (session.room().state() != protocol::SessionState::running) break;
      session.drop(role, /*again=*/true);
      EXPECT_EQ(digests(session.run()), expected) << "after message " << after;
      ++interruptions;
    }
  EXPECT_GT(interruptions, 60);
}

TEST(Watched, ProbesLeaveTheWeightsAlone) {
  const auto expected = digests(make_session(small_config(12)).run());
  auto session = make_session(small_config(12));
  std::vector<protocol::Probe> told;
  session.observe_events([&](const SessionEvent& event) {
    if (const auto* probe = std::get_if<protocol::Probe>(&event)) told.push_back(*probe);
  });
  session.watch();
  EXPECT_EQ(digests(session.run()), expected);
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told[0].values.size(), 2U * 8 * 8);
  EXPECT_NE(std::ranges::max(told[0].values), '\0') << "some bit must matter to some number";
}

// The one that she was asked for in a step that is called off is nobody's in the next.
TEST(Watched, ALineThatDropsLeavesNoProbeBehind) {
  int interruptions = 0;
  for (int after = 7; after < 200; ++after) {
    auto session = make_session(small_config(12));
    session.watch();
    for (int i = 0; i < after; ++i) session.advance();
    if (session.room().state() != protocol::SessionState::running) break;
    session.drop(Role::bob, /*again=*/true);
    session.run();
    EXPECT_TRUE(session.room().refused().empty()) << "after " << after << " messages";
    ++interruptions;
  }
  EXPECT_GT(interruptions, 60);
}

TEST(Say, IsSentByAliceAndReadByBobAndEve) {
  const auto expected = digests(make_session(small_config(12)).run());
  auto session = make_session(small_config(12));
  std::vector<ChatSent> messages;
  std::vector<protocol::Reading> readings;
  session.observe_events([&](const SessionEvent& event) {
    if (const auto* message = std::get_if<ChatSent>(&event)) messages.push_back(*message);
    if (const auto* reading = std::get_if<protocol::Reading>(&event)) readings.push_back(*reading);
  });
  for (int i = 0; i < 20; ++i) session.advance();
  EXPECT_TRUE(session.command({.name = protocol::CommandName::say, .text = "grüße", .repeat_ms = 0})
                  .accepted);
  const auto report = session.run();
  EXPECT_EQ(digests(report), expected);
  EXPECT_EQ(report.at("refused").size(), 0U) << report.at("refused");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].say, 1);
  EXPECT_EQ(messages[0].text, "grüße");
  ASSERT_EQ(readings.size(), 2U);
  for (const auto& reading : readings) EXPECT_EQ(reading.number, messages[0].number);
}

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

/// Keeps the last `done` that is sent.
struct Ending : Outlet {
  void send(const protocol::Done& done) override { last = done; }
  void send(const protocol::ChatDone&) override {}
  void send(const protocol::Finding&) override {}
  void send(const protocol::Frame&) override {}
  void show(const std::string&) override {}
  std::optional<protocol::Done> last;
};

TEST(Session, ChangedConfigurationEndsThePlayer) {
  AlicePlayer alice(derive_run_seeds(1).secret, 0, EngineKind::fused);
  Ending ending;
  const auto welcome = [](const SessionConfig& config) {
    return protocol::FromRelay{protocol::Welcome{.role = Role::alice, .config = config}};
  };
  alice.receive(welcome(small_config(3)), ending);
  EXPECT_THROW(alice.receive(welcome(small_config(4)), ending), PlayerError);
  // Another task is not any Alice's.
  const auto other = make_alice(derive_run_seeds(1).secret, 0, "fused");
  auto config = small_config(3);
  config.task = "echo";
  EXPECT_THROW(other->receive(welcome(config), ending), PlayerError);
}

// The relay takes steps that both hold. An Alice who is asked for others must not go on with the
// weights that she has.
TEST(Session, ARewindToAStepThatIsNotHeldEndsThePlayer) {
  auto session = make_session(small_config(60));
  for (int i = 0; i < 200; ++i) session.advance();
  Ending ending;
  const protocol::FromRelay back{protocol::Rewind{.epoch = 1, .step = 1}};
  EXPECT_THROW(session.player(Role::alice).receive(back, ending), PlayerError);
  EXPECT_THROW(session.player(Role::bob).receive(back, ending), PlayerError);
  EXPECT_NO_THROW(session.player(Role::eve).receive(back, ending)) << "nobody waits for Eve";
}

// A stop, just as she has joined again: fresh weights must pass for learned ones nowhere.
TEST(Session, AnAliceWithoutTheWeightsOfTheEndTellsAndSavesNone) {
  const auto alice = make_alice(derive_run_seeds(1).secret, 0, "fused");
  const auto config = small_config(60);
  Ending ending;
  alice->receive(
      protocol::FromRelay{protocol::Welcome{.role = Role::alice, .step = 30, .config = config}},
      ending);
  alice->receive(protocol::FromRelay{protocol::Finish{1, 30, "no_secret", "stopped"}}, ending);
  ASSERT_TRUE(ending.last);
  EXPECT_TRUE(ending.last->metrics.digests.empty());
  const TemporaryDirectory directory;
  EXPECT_THROW(alice->save(directory / "alice.pt"), PlayerError);
  EXPECT_FALSE(std::filesystem::exists(directory / "alice.pt"));
}

TEST(Session, AnEveWhoIsBeyondTheEndTellsNoDigestOfIt) {
  auto session = make_session(small_config(60));
  for (int i = 0; i < 200; ++i) session.advance();
  Ending ending;
  session.player(Role::eve).receive(
      protocol::FromRelay{protocol::Finish{1, 2, "no_secret", "stopped"}}, ending);
  ASSERT_TRUE(ending.last);
  EXPECT_TRUE(ending.last->metrics.digests.empty());
}

}  // namespace
}  // namespace sotto
