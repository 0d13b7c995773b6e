#include "shared/tasks/certificate.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(ErrorRate, IsAtMostThreeInSoManyTrialsWhereNoneWasWrong) {
  // (1 - p)^n = 0.05: the rule of three.
  EXPECT_NEAR(greatest_rate({.wrong = 0, .trials = 1'000}, 0.05), 0.00299, 0.00001);
  EXPECT_EQ(least_rate({.wrong = 0, .trials = 1'000}, 0.05), 0);
  EXPECT_EQ(greatest_rate({.wrong = 9, .trials = 9}, 0.05), 1);
}

TEST(ErrorRate, LiesBetweenItsBounds) {
  const Errors errors{.wrong = 30, .trials = 1'000};
  EXPECT_LT(least_rate(errors, 0.05), errors.rate());
  EXPECT_GT(greatest_rate(errors, 0.05), errors.rate());
  EXPECT_GT(greatest_rate(errors, 0.01), greatest_rate(errors, 0.05)) << "surer is wider";
}

TEST(CoinEntropy, IsOneBitOfAFairCoinAndNothingOfASureOne) {
  EXPECT_DOUBLE_EQ(coin_entropy(0.5), 1);
  EXPECT_EQ(coin_entropy(0), 0);
  EXPECT_EQ(coin_entropy(1), 0);
  EXPECT_DOUBLE_EQ(coin_entropy(0.1), coin_entropy(0.9));
}

// Fano: h(e) + e N, with e = 3 in a million.
TEST(CertifiedLeak, IsFanosBoundAtTheGreatestErrorRate) {
  const Errors none{.wrong = 0, .trials = 1'000'000};
  const double e = greatest_rate(none, 0.05);
  EXPECT_DOUBLE_EQ(certified_leak(none, 16), coin_entropy(e) + 16 * e);
  EXPECT_LT(certified_leak(none, 16), 0.01);
}

TEST(CertifiedLeak, GrowsWithErrorsBitsAndFewerTrials) {
  const double leak = certified_leak({.wrong = 5, .trials = 100'000}, 16);
  EXPECT_GT(certified_leak({.wrong = 6, .trials = 100'000}, 16), leak);
  EXPECT_GT(certified_leak({.wrong = 5, .trials = 100'000}, 32), leak);
  EXPECT_GT(certified_leak({.wrong = 5, .trials = 90'000}, 16), leak);
}

TEST(CertifiedLeak, IsNeverMoreThanAllBitsAndAllWhereNothingWasRead) {
  EXPECT_EQ(certified_leak({.wrong = 0, .trials = 0}, 16), 16) << "nobody has tried";
  EXPECT_EQ(certified_leak({.wrong = 8'000, .trials = 1'000}, 16), 16) << "bits wrong, not keys";
  for (std::int64_t wrong = 0; wrong < 100; wrong += 7)
    EXPECT_LE(certified_leak({.wrong = wrong, .trials = 100}, 16), 16);
}

}  // namespace
}  // namespace sotto
