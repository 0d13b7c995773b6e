// Rates and quantiles against values that were computed elsewhere.
#include "lab/report/statistics.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(SuccessRate, HasWilsonsInterval) {
  // statsmodels.stats.proportion.proportion_confint(method="wilson")
  const auto most = success_rate(29, 30);
  EXPECT_NEAR(most->mean, 0.96667, 1e-5);
  EXPECT_NEAR(most->low, 0.83330, 1e-5);
  EXPECT_NEAR(most->high, 0.99409, 1e-5);
  const auto half = success_rate(5, 10);
  EXPECT_NEAR(half->low, 0.23659, 1e-5);
  EXPECT_NEAR(half->high, 0.76341, 1e-5);
}

TEST(SuccessRate, OfNoneAndOfAllReachesTheEndExactly) {
  EXPECT_EQ(success_rate(0, 20)->low, 0);
  EXPECT_NEAR(success_rate(0, 20)->high, 0.16113, 1e-5);
  EXPECT_EQ(success_rate(20, 20)->high, 1);
  EXPECT_NEAR(success_rate(20, 20)->low, 0.83887, 1e-5);
  EXPECT_FALSE(success_rate(0, 0).has_value());
}

TEST(Quantile, IsBetweenTheValues) {
  EXPECT_EQ(quantile({3, 1, 2}, 0.5), 2);
  EXPECT_EQ(quantile({4, 1, 3, 2}, 0.5), 2.5);
  EXPECT_EQ(quantile({4, 1, 3, 2}, 0.25), 1.75);
  EXPECT_EQ(quantile({4, 1, 3, 2}, 0.75), 3.25);
  EXPECT_EQ(quantile({4, 1, 3, 2}, 1), 4);
  EXPECT_EQ(quantile({7}, 0.25), 7);
  EXPECT_FALSE(quantile({}, 0.5).has_value());
}

TEST(Mean, OfNothingIsNothing) {
  EXPECT_EQ(mean({1, 2, 6}), 3);
  EXPECT_FALSE(mean({}).has_value());
}

TEST(ExplainedShare, IsOneWhereTheGroupSaysAllAndNoughtWhereItSaysNothing) {
  EXPECT_NEAR(*explained_share({{1, 1, 1}, {5, 5, 5}}), 1, 1e-9);
  EXPECT_EQ(*explained_share({{1, 5}, {1, 5}, {1, 5}}), 0);
  EXPECT_NEAR(*explained_share({{1, 2, 3}, {3, 4, 5}}), 0.5, 1e-9) << "1 - (4/10) * (5/4)";
}

TEST(ExplainedShare, OfWhatDoesNotVaryIsNotKnown) {
  EXPECT_FALSE(explained_share({{2, 2}, {2, 2}}));
  EXPECT_FALSE(explained_share({{1, 2, 3}}));
  EXPECT_FALSE(explained_share({{1}, {2}}));
  EXPECT_FALSE(explained_share({}));
}

}  // namespace
}  // namespace sotto
