// A relay ends and another goes on with what was kept of the session: it ends as if nothing had
// happened.
#include <gtest/gtest.h>

#include "simulation/memory_journal.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

SessionConfig config_of(std::int64_t steps) {
  auto config = small_config(steps);
  config.checkpoint_every = 5;
  config.eve_return_ms = 1'000;
  return config;
}

/// What must be the same: all but times, epochs, waits, and how far the linear reader, who keeps
/// nothing, had come.
Json judged(Json report) {
  for (const auto* each :
       {"epochs", "wall_s", "steps_per_s", "secret_at_s", "waits", "stale", "linear_bits_wrong"})
    report.erase(each);
  return report;
}

struct Kept {
  InMemorySession session;
  MemoryJournal journal;

  explicit Kept(const SessionConfig& config) : session(make_session(config)) {
    session.observe_events([this](const SessionEvent& event) { journal.observe(event); });
  }
  /// As if the relay had ended before it had written the last steps.
  void restart_relay(std::size_t lost = 0) {
    auto past = journal.kept();
    past.steps.resize(past.steps.size() - std::min(past.steps.size(), lost));
    session.restart_relay(past);
  }
};

class ReturnedRelay : public testing::TestWithParam<std::size_t> {};

TEST_P(ReturnedRelay, AnywhereInAStepTheSessionEndsAsIfUndisturbed) {
  const auto config = config_of(18);
  const auto expected = judged(make_session(config).run());
  int times = 0;
  for (int after = 7; after < 200; after += 3) {
    Kept kept(config);
    for (int i = 0; i < after; ++i) kept.session.advance();
    if (kept.session.room().state() != protocol::SessionState::running) break;
    kept.restart_relay(GetParam());
    EXPECT_EQ(judged(kept.session.run()), expected) << "after message " << after;
    ++times;
  }
  EXPECT_GT(times, 30);
}

INSTANTIATE_TEST_SUITE_P(LostSteps, ReturnedRelay, testing::Values(0, 1, 4, 7, 100));

TEST(ReturnedRelay, AgainAndAgain) {
  const auto config = config_of(60);
  const auto expected = judged(make_session(config).run());
  Kept kept(config);
  for (std::int64_t next = 7; kept.session.advance();)
    if (kept.session.room().step() == next && !kept.session.room().finished()) {
      kept.restart_relay(2);
      next += 6;
    }
  EXPECT_EQ(judged(kept.session.run()), expected);
}

TEST(ReturnedRelay, KnowsWhatOperatorsChanged) {
  const auto config = config_of(40);
  const auto play = [&](bool disturbed) {
    Kept kept(config);
    bool ordered = false;
    while (kept.session.advance()) {
      const auto step = kept.session.room().step();
      if (step == 4 && !std::exchange(ordered, true))
        kept.session.command({.id = 1, .name = protocol::CommandName::reset_eve, .at_step = 9});
      if (step == 20 && std::exchange(disturbed, false)) kept.restart_relay();
    }
    return judged(kept.session.run());
  };
  EXPECT_EQ(play(true), play(false));
}

TEST(ReturnedRelay, KnowsThatTheSessionWasPaused) {
  Kept kept(config_of(40));
  while (kept.session.advance())
    if (kept.session.room().step() == 4) break;
  kept.session.command({.id = 1, .name = protocol::CommandName::pause});
  while (kept.session.room().state() != protocol::SessionState::paused) kept.session.advance();
  kept.restart_relay();
  while (kept.session.room().state() != protocol::SessionState::paused) kept.session.advance();
  kept.session.command({.id = 2, .name = protocol::CommandName::resume});
  EXPECT_EQ(judged(kept.session.run()), judged(make_session(config_of(40)).run()));
}

TEST(ReturnedRelay, NoEpochComesTwice) {
  Kept kept(config_of(30));
  while (kept.session.room().step() < 10) kept.session.advance();
  auto past = kept.journal.kept();
  past.epoch = 5'000;
  kept.session.restart_relay(past);
  EXPECT_EQ(kept.session.status().epoch, 5'001U);
  EXPECT_EQ(kept.session.run()["epochs"], 2);
}

}  // namespace
}  // namespace sotto
