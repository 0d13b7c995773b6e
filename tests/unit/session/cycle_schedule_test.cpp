#include "shared/session/cycle_schedule.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(Schedule, RepeatsTheCycleForEver) {
  const Schedule schedule({{Phase::alice_bob, 1}, {Phase::eve, 2}});
  for (const std::int64_t cycle : {std::int64_t{0}, std::int64_t{1}, kMaxSteps / 3}) {
    EXPECT_EQ(schedule.phase(3 * cycle), Phase::alice_bob);
    EXPECT_EQ(schedule.phase(3 * cycle + 1), Phase::eve);
    EXPECT_EQ(schedule.phase(3 * cycle + 2), Phase::eve);
  }
}

TEST(Schedule, FollowsACycleThatNamesAPhaseTwice) {
  const Schedule schedule({{Phase::eve, 1}, {Phase::alice_bob, 2}, {Phase::eve, 1}});
  EXPECT_EQ(schedule.phase(0), Phase::eve);
  EXPECT_EQ(schedule.phase(1), Phase::alice_bob);
  EXPECT_EQ(schedule.phase(2), Phase::alice_bob);
  EXPECT_EQ(schedule.phase(3), Phase::eve);
  EXPECT_EQ(schedule.phase(4), Phase::eve);
}

// What count_before() computes must be what counting gives.
TEST(Schedule, CountsTheStepsOfAPhaseBeforeAStep) {
  const Schedule schedule({{Phase::eve, 1}, {Phase::alice_bob, 2}, {Phase::eve, 3}});
  std::int64_t alice_bob = 0;
  std::int64_t eve = 0;
  for (std::int64_t step = 0; step < 50; ++step) {
    EXPECT_EQ(schedule.count_before(Phase::alice_bob, step), alice_bob) << "step " << step;
    EXPECT_EQ(schedule.count_before(Phase::eve, step), eve) << "step " << step;
    ++(schedule.phase(step) == Phase::eve ? eve : alice_bob);
  }
}

TEST(Schedule, CountsUpToTheGreatestStepWithoutOverflow) {
  const Schedule schedule({{Phase::alice_bob, 1}, {Phase::eve, 1}});
  EXPECT_EQ(schedule.count_before(Phase::alice_bob, kMaxSteps), kMaxSteps / 2);
}

TEST(Schedule, StepsForRoundsUpToWholeCycles) {
  const Schedule schedule({{Phase::alice_bob, 2}, {Phase::eve, 3}});
  EXPECT_EQ(schedule.steps_for(Phase::alice_bob, 0), 0);
  EXPECT_EQ(schedule.steps_for(Phase::alice_bob, 1), 5);
  EXPECT_EQ(schedule.steps_for(Phase::alice_bob, 2), 5);
  EXPECT_EQ(schedule.steps_for(Phase::alice_bob, 3), 10);
  EXPECT_EQ(schedule.steps_for(Phase::eve, 3), 5);
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

}  // namespace
}  // namespace sotto
