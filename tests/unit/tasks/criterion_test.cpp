// The first half of a criterion: bounds on the means of the last steps of the main phase.
#include "shared/tasks/criterion.hpp"

#include <gtest/gtest.h>

#include <random>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

namespace sotto {
namespace {

/// N = 16: Bob at most 0.05 bits wrong, Eve at least 7.3, and nothing else is asked.
class WindowCriterionTest : public testing::Test {
 protected:
  void add(WindowCriterion& criterion, std::int64_t from, int count, std::optional<double> bob,
           std::optional<double> eve) const {
    for (int i = 0; i < count; ++i) {
      JudgedStep step{.step = from + i, .phase = task_.main_phase};
      step.values[bob_] = bob;
      step.values[eve_] = eve;
      criterion.add(step);
    }
  }
  WindowCriterion fresh() const { return {task_, secrecy_goal(SessionConfig{})}; }

  Task task_ = bit_secrecy();
  std::size_t bob_ = *task_.find_series(kBobSeries);
  std::size_t eve_ = *task_.find_series(kEveSeries);
  std::size_t shadow_ = *task_.find_series(kShadowSeries);
  WindowCriterion criterion_ = fresh();
};

TEST_F(WindowCriterionTest, HoldsOnceAFullWindowIsGood) {
  add(criterion_, 0, 19, 0.0, 8.0);
  EXPECT_FALSE(criterion_.met_since());
  EXPECT_EQ(criterion_.standing(), "no secret yet");
  add(criterion_, 19, 1, 0.0, 8.0);
  EXPECT_EQ(criterion_.met_since(), 19);
  EXPECT_EQ(criterion_.standing(), "secret since step 19");
  add(criterion_, 20, 5, 0.0, 8.0);
  EXPECT_EQ(criterion_.met_since(), 19) << "since then without a break";
}

TEST_F(WindowCriterionTest, IsAboutTheWindowsMeans) {
  add(criterion_, 0, 10, 0.06, 7.0);
  add(criterion_, 10, 10, 0.02, 7.8);
  EXPECT_NEAR(*criterion_.mean(bob_), 0.04, 1e-12);
  EXPECT_NEAR(*criterion_.mean(eve_), 7.4, 1e-12);
  EXPECT_EQ(criterion_.met_since(), 19) << "though half of the minibatches were not good enough";
}

TEST_F(WindowCriterionTest, NeedsBobToReadAndEveNotTo) {
  add(criterion_, 0, 20, 0.06, 8.0);
  EXPECT_FALSE(criterion_.met_since());
  auto eve_can = fresh();
  add(eve_can, 0, 20, 0.0, 7.2);
  EXPECT_FALSE(eve_can.met_since());
}

TEST_F(WindowCriterionTest, BeginsAgainAfterABreak) {
  add(criterion_, 0, 20, 0.0, 8.0);
  add(criterion_, 20, 1, 16.0, 8.0);
  EXPECT_FALSE(criterion_.met_since());
  add(criterion_, 21, 19, 0.0, 8.0);
  EXPECT_FALSE(criterion_.met_since()) << "the bad minibatch is still in the window";
  add(criterion_, 40, 1, 0.0, 8.0);
  EXPECT_EQ(criterion_.met_since(), 40);
}

// Without Eve nobody can say what she reads.
TEST_F(WindowCriterionTest, DoesNotHoldWhereEveOrBobDidNotReport) {
  add(criterion_, 0, 19, 0.0, 8.0);
  add(criterion_, 19, 1, 0.0, std::nullopt);
  EXPECT_FALSE(criterion_.met_since());
  add(criterion_, 20, 19, 0.0, 8.0);
  EXPECT_FALSE(criterion_.met_since());
  add(criterion_, 39, 1, 0.0, 8.0);
  EXPECT_TRUE(criterion_.met_since());
  auto no_bob = fresh();
  add(no_bob, 0, 20, std::nullopt, 8.0);
  EXPECT_FALSE(no_bob.met_since());
}

TEST_F(WindowCriterionTest, MeansAreOverThoseThatReported) {
  EXPECT_FALSE(criterion_.mean(bob_));
  add(criterion_, 0, 1, 1.0, std::nullopt);
  add(criterion_, 1, 1, 2.0, 8.0);
  EXPECT_DOUBLE_EQ(*criterion_.mean(bob_), 1.5);
  EXPECT_DOUBLE_EQ(*criterion_.mean(eve_), 8.0);
  EXPECT_FALSE(criterion_.mean(shadow_));
}

TEST_F(WindowCriterionTest, StepsOfOtherPhasesDoNotCount) {
  add(criterion_, 0, 20, 0.0, 8.0);
  JudgedStep other{.step = 20, .phase = std::string(kEvePhase)};
  other.values[bob_] = 16;
  criterion_.add(other);
  EXPECT_EQ(criterion_.met_since(), 19);
  EXPECT_EQ(*criterion_.mean(bob_), 0.0);
}

TEST_F(WindowCriterionTest, ForgetsWhatComesAgain) {
  add(criterion_, 0, 25, 0.0, 8.0);
  criterion_.rewind(25);
  EXPECT_EQ(criterion_.met_since(), 19) << "nothing of it comes again";
  criterion_.rewind(19);
  EXPECT_FALSE(criterion_.met_since());
  add(criterion_, 19, 1, 16.0, 8.0);
  EXPECT_FALSE(criterion_.met_since());
  criterion_.rewind(0);
  EXPECT_FALSE(criterion_.mean(bob_));
}

// The window must not be short for a while: that would end a secret which is kept.
TEST_F(WindowCriterionTest, AfterARewindItIsKeptAsIfNothingHadHappened) {
  add(criterion_, 0, 100, 0.0, 8.0);
  criterion_.rewind(97);
  EXPECT_EQ(criterion_.met_since(), 19);
  add(criterion_, 97, 1, 0.0, 8.0);
  EXPECT_EQ(criterion_.met_since(), 19);
  add(criterion_, 98, 1, 16.0, 8.0);
  EXPECT_FALSE(criterion_.met_since());
  criterion_.rewind(98);
  EXPECT_EQ(criterion_.met_since(), 19) << "the break is taken back, too";
}

TEST_F(WindowCriterionTest, RemembersEnoughHoweverLongTheSession) {
  add(criterion_, 0, 5'000, 0.0, 8.0);
  criterion_.rewind(5'000 - kRememberedSteps);
  EXPECT_EQ(criterion_.met_since(), 19);
  add(criterion_, 5'000 - kRememberedSteps, 1, 0.0, 8.0);
  EXPECT_EQ(criterion_.met_since(), 19);
}

}  // namespace
}  // namespace sotto
