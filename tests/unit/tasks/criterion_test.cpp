#include "shared/tasks/criterion.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

/// N = 16: Bob at most 0.05 bits wrong, Eve at least 7.3.
void add(Criterion& criterion, std::int64_t from, int count, std::optional<double> bob,
         std::optional<double> eve) {
  for (int i = 0; i < count; ++i)
    criterion.add({.step = from + i, .bob = bob, .eve = eve, .shadow = {}});
}

TEST(Criterion, HoldsOnceAFullWindowIsGood) {
  Criterion criterion(16);
  add(criterion, 0, 19, 0.0, 8.0);
  EXPECT_FALSE(criterion.kept_since());
  add(criterion, 19, 1, 0.0, 8.0);
  EXPECT_EQ(criterion.kept_since(), 19);
  add(criterion, 20, 5, 0.0, 8.0);
  EXPECT_EQ(criterion.kept_since(), 19) << "since then without a break";
}

TEST(Criterion, IsAboutTheWindowsMeans) {
  Criterion criterion(16);
  add(criterion, 0, 10, 0.06, 7.0);
  add(criterion, 10, 10, 0.02, 7.8);
  EXPECT_NEAR(*criterion.bob(), 0.04, 1e-12);
  EXPECT_NEAR(*criterion.eve(), 7.4, 1e-12);
  EXPECT_EQ(criterion.kept_since(), 19) << "though half of the minibatches were not good enough";
}

TEST(Criterion, NeedsBobToReadAndEveNotTo) {
  Criterion bob_cannot(16);
  add(bob_cannot, 0, 20, 0.06, 8.0);
  EXPECT_FALSE(bob_cannot.kept_since());
  Criterion eve_can(16);
  add(eve_can, 0, 20, 0.0, 7.2);
  EXPECT_FALSE(eve_can.kept_since());
}

TEST(Criterion, BeginsAgainAfterABreak) {
  Criterion criterion(16);
  add(criterion, 0, 20, 0.0, 8.0);
  add(criterion, 20, 1, 16.0, 8.0);
  EXPECT_FALSE(criterion.kept_since());
  add(criterion, 21, 19, 0.0, 8.0);
  EXPECT_FALSE(criterion.kept_since()) << "the bad minibatch is still in the window";
  add(criterion, 40, 1, 0.0, 8.0);
  EXPECT_EQ(criterion.kept_since(), 40);
}

// Without Eve nobody can say what she reads.
TEST(Criterion, DoesNotHoldWhereEveOrBobDidNotReport) {
  Criterion no_eve(16);
  add(no_eve, 0, 19, 0.0, 8.0);
  add(no_eve, 19, 1, 0.0, std::nullopt);
  EXPECT_FALSE(no_eve.kept_since());
  add(no_eve, 20, 19, 0.0, 8.0);
  EXPECT_FALSE(no_eve.kept_since());
  add(no_eve, 39, 1, 0.0, 8.0);
  EXPECT_TRUE(no_eve.kept_since());
  Criterion no_bob(16);
  add(no_bob, 0, 20, std::nullopt, 8.0);
  EXPECT_FALSE(no_bob.kept_since());
}

TEST(Criterion, MeansAreOverThoseThatReported) {
  Criterion criterion(16);
  EXPECT_FALSE(criterion.bob());
  add(criterion, 0, 1, 1.0, std::nullopt);
  add(criterion, 1, 1, 2.0, 8.0);
  EXPECT_DOUBLE_EQ(*criterion.bob(), 1.5);
  EXPECT_DOUBLE_EQ(*criterion.eve(), 8.0);
  EXPECT_FALSE(criterion.shadow());
}

TEST(Criterion, ForgetsWhatComesAgain) {
  Criterion criterion(16);
  add(criterion, 0, 25, 0.0, 8.0);
  criterion.rewind(25);
  EXPECT_EQ(criterion.kept_since(), 19) << "nothing of it comes again";
  criterion.rewind(19);
  EXPECT_FALSE(criterion.kept_since());
  add(criterion, 19, 1, 16.0, 8.0);
  EXPECT_FALSE(criterion.kept_since());
  criterion.rewind(0);
  EXPECT_FALSE(criterion.bob());
}

}  // namespace
}  // namespace sotto
