#include "shared/attack/leak_bounds.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

Form form(std::initializer_list<std::size_t> bits) {
  Form made;
  for (const auto bit : bits) made.set(bit);
  return made;
}

TEST(Leak, OfACoinIsItsEntropy) {
  EXPECT_EQ(coin_entropy(0), 0);
  EXPECT_EQ(coin_entropy(1), 0);
  EXPECT_EQ(coin_entropy(0.5), 1);
  EXPECT_NEAR(coin_entropy(0.11), 0.4999, 1e-3);
}

TEST(Leak, BoundsOfARateAreThoseOfClopperAndPearson) {
  EXPECT_EQ(least_rate({0, 100}, 0.05), 0);
  EXPECT_NEAR(greatest_rate({0, 1'000'000}, 0.05), 3e-6, 1e-8) << "the rule of three";
  EXPECT_NEAR(least_rate({50, 100}, 0.025), 0.398, 1e-3);
  EXPECT_NEAR(greatest_rate({50, 100}, 0.025), 0.602, 1e-3);
  EXPECT_EQ(greatest_rate({100, 100}, 0.05), 1);
}

TEST(Leak, CountsDependentFormsOnce) {
  const std::vector<Form> forms{form({0}), form({1}), form({0, 1})};
  const std::vector<Errors> read(3, Errors{0, 1'000'000});
  EXPECT_NEAR(leak_at_least(forms, read, 0.05), 2, 1e-3);
}

TEST(Leak, TakesTheBestIndependentForms) {
  const std::vector<Form> forms{form({0}), form({1}), form({0, 1})};
  const std::vector<Errors> errors{{0, 1'000'000}, {400'000, 1'000'000}, {100'000, 1'000'000}};
  EXPECT_NEAR(leak_at_least(forms, errors, 0.05), 1 + 1 - coin_entropy(0.1), 5e-3);
}

TEST(Leak, AlwaysWrongIsAsGoodAsAlwaysRight) {
  const std::vector<Form> forms{form({3})};
  const std::vector<Errors> errors{{1'000'000, 1'000'000}};
  EXPECT_NEAR(leak_at_least(forms, errors, 0.05), 1, 1e-3);
}

TEST(Leak, AtChanceIsNothing) {
  const std::vector<Form> forms{form({0}), form({1})};
  const std::vector<Errors> errors{{499'500, 1'000'000}, {500'400, 1'000'000}};
  EXPECT_EQ(leak_at_least(forms, errors, 0.05), 0);
}

TEST(Leak, AtMostIsTheWholeBitThatNobodyReads) {
  const std::vector<Errors> errors{{0, 1'000'000}, {500'000, 1'000'000}};
  EXPECT_NEAR(leak_at_most(errors, 0.05), 1, 1e-3);
  const std::vector<Errors> sixteen(16, Errors{0, 500'000});
  EXPECT_LT(leak_at_most(sixteen, 0.05), 0.01);
}

TEST(Leak, RankIsOverTwoElements) {
  EXPECT_EQ(rank({form({0, 1}), form({1, 2}), form({0, 2})}), 2U);
  EXPECT_EQ(rank({form({0}), form({0, 1}), form({0, 1, 2})}), 3U);
  EXPECT_EQ(rank({}), 0U);
}

}  // namespace
}  // namespace sotto
