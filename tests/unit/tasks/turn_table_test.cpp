#include "shared/tasks/turn_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace sotto {
namespace {

constexpr std::array kPhases{Phase::alice_bob, Phase::eve};

TEST(TurnTable, AliceOpensEveryStepAndEveHearsIt) {
  for (const auto phase : kPhases) {
    const auto& first = turn_table(phase).front();
    EXPECT_EQ(first.from, Role::alice);
    EXPECT_EQ(first.item, Item::ciphertext);
    EXPECT_EQ(first.to, Role::bob);
    EXPECT_EQ(first.tap, Role::eve);
    EXPECT_FALSE(first.after);
  }
}

// Passive by construction: the table itself has nothing that would carry a word of hers to anybody.
TEST(TurnTable, EveSpeaksToTheRelayOnly) {
  for (const auto phase : kPhases)
    for (const auto& exchange : turn_table(phase))
      if (exchange.from == Role::eve) {
        EXPECT_EQ(exchange.item, Item::done);
        EXPECT_FALSE(exchange.to);
        EXPECT_FALSE(exchange.tap);
      }
}

TEST(TurnTable, FeedbackGoesToAliceAloneAndOnlyWhenAliceAndBobTrain) {
  const auto* feedback = find_exchange(Phase::alice_bob, Role::bob, Item::feedback);
  ASSERT_NE(feedback, nullptr);
  EXPECT_EQ(feedback->to, Role::alice);
  EXPECT_FALSE(feedback->tap);
  EXPECT_EQ(feedback->after, Item::ciphertext);
  EXPECT_EQ(find_exchange(Phase::eve, Role::bob, Item::feedback), nullptr);
}

TEST(TurnTable, EveryPartyIsAwaitedAtTheEndOfEveryStep) {
  for (const auto phase : kPhases)
    for (const auto role : kParties) EXPECT_NE(find_exchange(phase, role, Item::done), nullptr);
}

TEST(TurnTable, EveIsNeverBehindFeedback) {
  EXPECT_EQ(find_exchange(Phase::alice_bob, Role::eve, Item::done)->after, Item::ciphertext);
}

TEST(TurnTable, WhatIsDueAfterAnItemComesAfterThatItemInTheTable) {
  for (const auto phase : kPhases) {
    std::vector<Item> before;
    for (const auto& exchange : turn_table(phase)) {
      if (exchange.after) {
        EXPECT_NE(std::ranges::find(before, *exchange.after), before.end());
      }
      before.push_back(exchange.item);
    }
  }
}

TEST(TurnTable, HasNoExchangeOfAnotherRole) {
  EXPECT_EQ(find_exchange(Phase::alice_bob, Role::bob, Item::ciphertext), nullptr);
  EXPECT_EQ(find_exchange(Phase::alice_bob, Role::alice, Item::feedback), nullptr);
  EXPECT_EQ(find_exchange(Phase::eve, Role::eve, Item::ciphertext), nullptr);
  EXPECT_EQ(find_exchange(Phase::eve, Role::watcher, Item::done), nullptr);
}

}  // namespace
}  // namespace sotto
