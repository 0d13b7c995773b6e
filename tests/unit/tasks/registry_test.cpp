#include "shared/tasks/registry.hpp"

#include <gtest/gtest.h>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

namespace sotto {
namespace {

std::string complaint(const SessionConfig& config) { return why_not_playable(config).value_or(""); }

TEST(Registry, KnowsTheBuiltInTask) {
  ASSERT_NE(find_task("bit_secrecy"), nullptr);
  EXPECT_EQ(&task_of(SessionConfig{}), find_task("bit_secrecy"));
  EXPECT_EQ(find_task("nobody"), nullptr);
  EXPECT_EQ(find_preset("nobody"), nullptr);
  EXPECT_NE(task_list().find("bit_secrecy"), std::string::npos);
  EXPECT_EQ(preset_list(),
            "live, paper, live32, sealed, sealed32, sealed64, live64, robust, selective");
}

TEST(Registry, TakesATaskOnce) {
  EXPECT_THROW(register_task(bit_secrecy()), std::logic_error);
  auto greedy = bit_secrecy();
  greedy.name = "greedy";
  greedy.series.resize(kMaxSeries + 1);
  EXPECT_THROW(register_task(std::move(greedy)), std::logic_error);
  EXPECT_EQ(find_task("greedy"), nullptr);
}

TEST(WhyNotPlayable, SaysWhatIsWrongAndWhatWasExpected) {
  SessionConfig config;
  EXPECT_EQ(complaint(config), "");
  config.bits = 15;
  EXPECT_EQ(complaint(config), "bits is 15, expected an even number from 4 to 128");
  config = {};
  config.task = "chess";
  EXPECT_EQ(complaint(config), "task is 'chess', expected one of " + task_list());
  config = {};
  config.cycle = {{"alice_bob", 1}, {"mallory", 1}};
  EXPECT_EQ(complaint(config),
            "cycle is 'alice_bob:1,mallory:1', expected phases of bit_secrecy: alice_bob, eve");
  config.cycle = {{"eve", 2}};
  EXPECT_EQ(complaint(config), "cycle is 'eve:2', expected at least one alice_bob step");
  config = {};
  config.until = "checkmate";
  EXPECT_EQ(complaint(config),
            "until is 'checkmate', expected secret, audited, certified or steps");
}

TEST(WhyNotPlayable, RefusesACycleThatNoMessageCanCarry) {
  SessionConfig config;
  config.cycle.clear();
  for (int i = 0; i < 70; ++i)
    config.cycle.insert(config.cycle.end(), {{"alice_bob", 1}, {"eve", 1}});
  EXPECT_EQ(complaint(config), "cycle is 1259 letters long, expected at most 1024");
}

TEST(DefaultLimit, EndsARunThatNeverKeepsItsSecret) {
  SessionConfig config;
  config.until = "secret";
  set_default_limit(config);
  EXPECT_EQ(config.steps, 3 * task_of(config).give_up_main_steps);
  config.steps = 17;
  set_default_limit(config);
  EXPECT_EQ(config.steps, 17);
  config.steps = 0;
  config.restart_every = 3'000;
  set_default_limit(config);
  EXPECT_EQ(config.steps, 3 * 8 * 3'000) << "eight courses";
  config.steps = 0;
  config.restart_every = kMaxSteps;
  set_default_limit(config);
  EXPECT_EQ(config.steps, kMaxSteps) << "no more than a session may have";
  SessionConfig endless;
  set_default_limit(endless);
  EXPECT_EQ(endless.steps, 0);
}

}  // namespace
}  // namespace sotto
