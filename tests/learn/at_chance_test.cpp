// The terms that keep an adversary at chance, each by what it makes of readers that anybody can
// think of.
#include <gtest/gtest.h>

#include <cmath>

#include "shared/nn/objective.hpp"

namespace sotto {
namespace {

/// Eight messages of two bits, as many of each.
torch::Tensor four_messages() {
  return torch::tensor({{1, 1}, {1, -1}, {-1, 1}, {-1, -1}}, torch::kFloat32).repeat({2, 1});
}

double term(EveTerm term, const torch::Tensor& output) {
  return AtChance(term).loss(output, four_messages()).item<double>();
}

constexpr auto kTerms = {EveTerm::batch, EveTerm::example, EveTerm::bit, EveTerm::information};

TEST(AtChance, IsNothingOfAReaderWhoSaysNothing) {
  for (const auto each : kTerms)
    EXPECT_NEAR(term(each, torch::zeros({8, 2})), 0, 1e-6) << name(each);
}

TEST(AtChance, IsOneOfAReaderWhoKnowsAll) {
  for (const auto each : kTerms) EXPECT_NEAR(term(each, four_messages()), 1, 1e-6) << name(each);
}

TEST(AtChance, KeepsAwayWhoeverIsAlwaysWrongExceptByInformation) {
  for (const auto each : {EveTerm::batch, EveTerm::example, EveTerm::bit})
    EXPECT_NEAR(term(each, -four_messages()), 1, 1e-6) << name(each);
  EXPECT_EQ(term(EveTerm::information, -four_messages()), 0) << "more than a bit of cross entropy";
}

TEST(AtChance, OfTheMinibatchDoesNotSeeOneBitReadAndAnotherReadTheWrongWayRound) {
  const auto output = four_messages() * torch::tensor({1.0F, -1.0F});
  EXPECT_NEAR(term(EveTerm::batch, output), 0, 1e-6);
  EXPECT_NEAR(term(EveTerm::example, output), 0, 1e-6);
  EXPECT_NEAR(term(EveTerm::bit, output), 1, 1e-6);
  EXPECT_NEAR(term(EveTerm::information, output), 0.5, 1e-6);
}

TEST(AtChance, ByInformationIsWhatTheReaderSurelyLearnsOfABit) {
  // Always right, and says so with odds of three to one: log2(3/4) short of a bit.
  EXPECT_NEAR(term(EveTerm::information, four_messages() * 0.5), 1 + std::log2(0.75), 1e-6);
}

}  // namespace
}  // namespace sotto
