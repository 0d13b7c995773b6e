#include "shared/session/cycle_schedule.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(CycleSchedule, RepeatsTheCycleForEver) {
  const CycleSchedule schedule({{"alice_bob", 1}, {"eve", 2}});
  for (const std::int64_t cycle : {std::int64_t{0}, std::int64_t{1}, kMaxSteps / 3}) {
    EXPECT_EQ(schedule.phase(3 * cycle), "alice_bob");
    EXPECT_EQ(schedule.phase(3 * cycle + 1), "eve");
    EXPECT_EQ(schedule.phase(3 * cycle + 2), "eve");
  }
}

TEST(CycleSchedule, FollowsACycleThatNamesAPhaseTwice) {
  const CycleSchedule schedule({{"eve", 1}, {"alice_bob", 2}, {"eve", 1}});
  EXPECT_EQ(schedule.phase(0), "eve");
  EXPECT_EQ(schedule.phase(1), "alice_bob");
  EXPECT_EQ(schedule.phase(2), "alice_bob");
  EXPECT_EQ(schedule.phase(3), "eve");
  EXPECT_EQ(schedule.phase(4), "eve");
}

// What count_before() computes must be what counting gives.
TEST(CycleSchedule, CountsTheStepsOfAPhaseBeforeAStep) {
  const CycleSchedule schedule({{"eve", 1}, {"alice_bob", 2}, {"eve", 3}});
  std::int64_t alice_bob = 0;
  std::int64_t eve = 0;
  for (std::int64_t step = 0; step < 50; ++step) {
    EXPECT_EQ(schedule.count_before("alice_bob", step), alice_bob) << "step " << step;
    EXPECT_EQ(schedule.count_before("eve", step), eve) << "step " << step;
    ++(schedule.phase(step) == "eve" ? eve : alice_bob);
  }
}

TEST(CycleSchedule, CountsUpToTheGreatestStepWithoutOverflow) {
  const CycleSchedule schedule({{"alice_bob", 1}, {"eve", 1}});
  EXPECT_EQ(schedule.count_before("alice_bob", kMaxSteps), kMaxSteps / 2);
}

TEST(CycleSchedule, StepsForRoundsUpToWholeCycles) {
  const CycleSchedule schedule({{"alice_bob", 2}, {"eve", 3}});
  EXPECT_EQ(schedule.steps_for("alice_bob", 0), 0);
  EXPECT_EQ(schedule.steps_for("alice_bob", 1), 5);
  EXPECT_EQ(schedule.steps_for("alice_bob", 2), 5);
  EXPECT_EQ(schedule.steps_for("alice_bob", 3), 10);
  EXPECT_EQ(schedule.steps_for("eve", 3), 5);
}

TEST(LearningRate, FallsExponentiallyAndThenStaysAtItsEnd) {
  SessionConfig config;
  config.learning_rate = 0.01;
  config.learning_rate_final = 0.0001;
  config.decay_steps = 100;
  EXPECT_DOUBLE_EQ(learning_rate(config, 0), 0.01);
  EXPECT_NEAR(learning_rate(config, 50), 0.001, 1e-12);  // half way in the exponent
  EXPECT_DOUBLE_EQ(learning_rate(config, 100), 0.0001);
  EXPECT_DOUBLE_EQ(learning_rate(config, kMaxSteps), 0.0001);
}

TEST(LearningRate, IsConstantWithoutDecaySteps) {
  SessionConfig config;
  config.learning_rate = 0.01;
  config.decay_steps = 0;
  EXPECT_DOUBLE_EQ(learning_rate(config, 0), 0.01);
  EXPECT_DOUBLE_EQ(learning_rate(config, 1'000'000), 0.01);
}

TEST(LearningRate, RunsItsCourseAgainAfterEachRestart) {
  SessionConfig config;
  config.learning_rate = 0.01;
  config.learning_rate_final = 0.0001;
  config.restart_every = 100;
  EXPECT_DOUBLE_EQ(learning_rate(config, 0), 0.01);
  EXPECT_NEAR(learning_rate(config, 50), 0.001, 1e-12);
  EXPECT_DOUBLE_EQ(learning_rate(config, 100), 0.01);
  EXPECT_DOUBLE_EQ(learning_rate(config, 150), learning_rate(config, 50));
}

TEST(Noise, GrowsInALineToItsEndAndStaysThere) {
  SessionConfig config;
  config.noise = 0.1;
  config.noise_final = 0.3;
  config.decay_steps = 1'000;
  EXPECT_DOUBLE_EQ(noise(config, 0), 0.1);
  EXPECT_DOUBLE_EQ(noise(config, 350), 0.2);
  EXPECT_DOUBLE_EQ(noise(config, 700), 0.3);
  EXPECT_DOUBLE_EQ(noise(config, kMaxSteps), 0.3);
  config.restart_every = 100;
  EXPECT_DOUBLE_EQ(noise(config, 35), 0.2);
  EXPECT_DOUBLE_EQ(noise(config, 100), 0.1) << "it begins again";
}

TEST(Noise, IsConstantWithoutACourse) {
  SessionConfig config;
  config.noise = 0.1;
  config.noise_final = 0.3;
  config.decay_steps = 0;
  EXPECT_DOUBLE_EQ(noise(config, 1'000), 0.1);
}

TEST(ShadowsWeight, RisesAsTheSquareOfTheSteps) {
  SessionConfig config;
  EXPECT_EQ(shadows_weight(config, 7), 0);
  config.shadows_weight = 20;
  EXPECT_EQ(shadows_weight(config, 0), 20) << "at once";
  config.shadows_rise = 1'000;
  EXPECT_EQ(shadows_weight(config, 0), 0);
  EXPECT_DOUBLE_EQ(shadows_weight(config, 500), 5);
  EXPECT_DOUBLE_EQ(shadows_weight(config, 1'000), 20);
  EXPECT_DOUBLE_EQ(shadows_weight(config, kMaxSteps), 20);
}

TEST(ShadowReset, ComesAfterEachSoManySteps) {
  SessionConfig config;
  EXPECT_FALSE(shadow_reset(config, 0));
  EXPECT_FALSE(shadow_reset(config, 1'000)) << "never";
  config.shadows_reset_every = 500;
  EXPECT_FALSE(shadow_reset(config, 0)) << "they have just begun";
  EXPECT_FALSE(shadow_reset(config, 499));
  EXPECT_EQ(shadow_reset(config, 500), 0);
  EXPECT_FALSE(shadow_reset(config, 501));
  EXPECT_EQ(shadow_reset(config, 1'500), 2);
}

TEST(Restarts, AreBehindTheLastStepOfEachCourse) {
  SessionConfig config;
  for (const std::int64_t step : {0, 99, 1'000}) EXPECT_FALSE(restarts(config, step)) << step;
  config.restart_every = 100;
  for (const std::int64_t step : {99, 199}) EXPECT_TRUE(restarts(config, step)) << step;
  for (const std::int64_t step : {0, 98, 100}) EXPECT_FALSE(restarts(config, step)) << step;
}

}  // namespace
}  // namespace sotto
