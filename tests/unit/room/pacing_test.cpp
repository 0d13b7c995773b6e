#include "shared/room/pacing.hpp"

#include <gtest/gtest.h>

#include "tests/unit/room/start.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using Before = Pacing::Before;

TEST(Pacing, WithoutOrders_StepsGoOnForEver) {
  const Pacing pacing(0);
  for (const std::int64_t step : {0, 1, 1'000'000}) {
    EXPECT_EQ(pacing.before(step, true), Before::go_on);
    EXPECT_TRUE(pacing.may_open(step));
  }
  EXPECT_EQ(pacing.ahead(8), 8);
  EXPECT_FALSE(pacing.not_before(true));
}

TEST(Pacing, Limit_EndsTheSessionBeforeThatStep) {
  const Pacing pacing(3);
  EXPECT_EQ(pacing.before(2, true), Before::go_on);
  EXPECT_EQ(pacing.before(3, false), Before::limit);
  EXPECT_TRUE(pacing.may_open(2));
  EXPECT_FALSE(pacing.may_open(3));
}

TEST(Pacing, StepsThatArePutInDoNotCountTowardsTheLimit) {
  Pacing pacing(10);
  pacing.insert(/*at=*/3, /*steps=*/5);
  EXPECT_EQ(pacing.before(14, true), Before::go_on);
  EXPECT_EQ(pacing.before(15, true), Before::limit);
  pacing.insert(/*at=*/18, /*steps=*/5);
  EXPECT_TRUE(pacing.may_open(22)) << "put in beyond it, they are played all the same";
  EXPECT_EQ(pacing.before(23, true), Before::limit);

  Pacing endless(0);
  endless.insert(3, 5);
  EXPECT_TRUE(endless.may_open(1'000'000));
}

TEST(Pacing, ALimitCanBeLifted) {
  Pacing pacing(3);
  pacing.lift_limit();
  EXPECT_EQ(pacing.before(3, true), Before::go_on);
  EXPECT_TRUE(pacing.may_open(3));
}

TEST(Pacing, Pause_WaitsForTheStepsThatAreOpen) {
  Pacing pacing(0);
  pacing.pause_at(4);
  EXPECT_TRUE(pacing.may_open(3));
  EXPECT_FALSE(pacing.may_open(4));
  EXPECT_EQ(pacing.before(3, true), Before::go_on);
  EXPECT_EQ(pacing.before(4, false), Before::go_on);
  EXPECT_EQ(pacing.before(4, true), Before::pause);
  pacing.paused();
  EXPECT_EQ(pacing.before(4, true), Before::go_on) << "it has come";
}

TEST(Pacing, Resume_CallsAPauseOff) {
  Pacing pacing(0);
  pacing.pause_at(4);
  pacing.resume();
  EXPECT_EQ(pacing.before(4, true), Before::go_on);
  EXPECT_TRUE(pacing.may_open(4));
}

// It was ordered while nothing could begin.
TEST(Pacing, Resume_CallsASingleStepOff) {
  Pacing pacing(0);
  pacing.one_step();
  pacing.resume();
  pacing.begin(7);
  EXPECT_TRUE(pacing.may_open(8));
}

TEST(Pacing, Stop_ComesBeforeLimitAndPause) {
  Pacing pacing(4);
  pacing.pause_at(4);
  EXPECT_FALSE(pacing.stops());
  pacing.stop_at(4);
  EXPECT_TRUE(pacing.stops());
  EXPECT_EQ(pacing.before(3, true), Before::go_on);
  EXPECT_EQ(pacing.before(4, false), Before::stop);
  EXPECT_FALSE(pacing.may_open(4));
  EXPECT_FALSE(pacing.patience());
  pacing.set_patience(kStart);
  EXPECT_EQ(pacing.patience(), kStart);
}

TEST(Pacing, OneStep_IsFollowedByAPause) {
  Pacing pacing(0);
  pacing.one_step();
  EXPECT_EQ(pacing.before(7, true), Before::go_on);
  pacing.begin(7);
  EXPECT_TRUE(pacing.may_open(7));
  EXPECT_FALSE(pacing.may_open(8));
  EXPECT_EQ(pacing.before(8, true), Before::pause);
  pacing.begin(8);
  EXPECT_FALSE(pacing.may_open(8)) << "one alone";
}

TEST(Pacing, SlowMotion_GivesOneTurnAtATimeAndNotBeforeItsTime) {
  Pacing pacing(0);
  pacing.set_interval(500ms);
  EXPECT_TRUE(pacing.slow_motion());
  EXPECT_EQ(pacing.interval(), 500ms);
  EXPECT_EQ(pacing.ahead(8), 1);
  pacing.opened(kStart);
  EXPECT_EQ(pacing.not_before(/*none_open=*/true), kStart + 500ms);
  EXPECT_FALSE(pacing.not_before(/*none_open=*/false)) << "a step is under way";
  pacing.set_interval(0ms);
  EXPECT_FALSE(pacing.slow_motion());
  EXPECT_FALSE(pacing.not_before(true));
}

}  // namespace
}  // namespace sotto
