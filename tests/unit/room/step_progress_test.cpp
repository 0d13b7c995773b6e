#include "shared/room/step_progress.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

using namespace std::chrono_literals;
using protocol::ErrorCode;

const Time kStart{1h};

/// "Bob: feedback", ... in the order of falling due.
using Due = std::vector<std::string>;

std::vector<std::string> due(const Ledger& ledger) {
  std::vector<std::string> names;
  for (const auto& each : ledger.due())
    names.push_back(std::string(title(each.exchange->from)) + ": " +
                    std::string(name(each.exchange->item)));
  return names;
}

std::optional<ErrorCode> refusal(const Ledger& ledger, Role from, Item item) {
  const auto fault = ledger.refuses(from, item, /*ahead=*/false);
  if (!fault) return std::nullopt;
  EXPECT_FALSE(fault->message.empty());
  return fault->code;
}

/// A step that everybody has come to.
void open(Ledger& ledger, Phase phase, bool eve_listens, Time now) {
  ledger.open(phase, eve_listens);
  for (const auto role : kParties) ledger.take_up(role, now);
}

TEST(Ledger, ThingsFallDueOneAfterAnother) {
  Ledger ledger;
  open(ledger, Phase::alice_bob, true, kStart);
  EXPECT_EQ(due(ledger), (Due{"Alice: ciphertext"}));
  EXPECT_EQ(ledger.book(Role::alice, Item::ciphertext, kStart + 5ms), 5ms);
  EXPECT_EQ(due(ledger), (Due{"Bob: feedback", "Eve: done"}));
  EXPECT_EQ(ledger.book(Role::bob, Item::feedback, kStart + 12ms), 7ms);
  EXPECT_EQ(due(ledger), (Due{"Eve: done", "Alice: done", "Bob: done"}));
  EXPECT_EQ(ledger.book(Role::eve, Item::done, kStart + 15ms), 10ms);
  EXPECT_FALSE(ledger.complete());
  ledger.book(Role::bob, Item::done, kStart + 15ms);
  EXPECT_EQ(ledger.book(Role::alice, Item::done, kStart + 20ms), 8ms);
  EXPECT_TRUE(ledger.complete());
  EXPECT_TRUE(ledger.due().empty());
}

TEST(Ledger, AnEveStepHasNoFeedback) {
  Ledger ledger;
  open(ledger, Phase::eve, true, kStart);
  EXPECT_EQ(refusal(ledger, Role::bob, Item::feedback), ErrorCode::out_of_turn);
  ledger.book(Role::alice, Item::ciphertext, kStart);
  EXPECT_EQ(due(ledger), (Due{"Alice: done", "Bob: done", "Eve: done"}));
  EXPECT_EQ(refusal(ledger, Role::bob, Item::feedback), ErrorCode::out_of_turn);
}

TEST(Ledger, RefusesWhatComesTooEarlyTwiceOrFromAnother) {
  Ledger ledger;
  open(ledger, Phase::alice_bob, true, kStart);
  EXPECT_EQ(refusal(ledger, Role::alice, Item::ciphertext), std::nullopt);
  EXPECT_EQ(refusal(ledger, Role::bob, Item::feedback), ErrorCode::out_of_turn);
  EXPECT_EQ(refusal(ledger, Role::alice, Item::done), ErrorCode::out_of_turn);
  EXPECT_EQ(refusal(ledger, Role::eve, Item::done), ErrorCode::out_of_turn);
  EXPECT_EQ(refusal(ledger, Role::bob, Item::ciphertext), ErrorCode::wrong_role);
  EXPECT_EQ(refusal(ledger, Role::alice, Item::feedback), ErrorCode::wrong_role);
  ledger.book(Role::alice, Item::ciphertext, kStart);
  EXPECT_EQ(refusal(ledger, Role::alice, Item::ciphertext), ErrorCode::duplicate);
  EXPECT_EQ(refusal(ledger, Role::eve, Item::done), std::nullopt);
}

TEST(Ledger, WithoutEveNothingIsDueFromHer) {
  Ledger ledger;
  open(ledger, Phase::eve, false, kStart);
  ledger.book(Role::alice, Item::ciphertext, kStart);
  EXPECT_EQ(due(ledger), (Due{"Alice: done", "Bob: done"}));
  EXPECT_EQ(refusal(ledger, Role::eve, Item::done), ErrorCode::out_of_turn);
  ledger.book(Role::alice, Item::done, kStart);
  ledger.book(Role::bob, Item::done, kStart);
  EXPECT_TRUE(ledger.complete());
}

TEST(Ledger, AnExcusedEveIsNotAwaitedAnyMore) {
  Ledger ledger;
  open(ledger, Phase::eve, true, kStart);
  ledger.book(Role::alice, Item::ciphertext, kStart);
  ledger.book(Role::alice, Item::done, kStart);
  ledger.book(Role::bob, Item::done, kStart);
  EXPECT_FALSE(ledger.complete());
  ledger.excuse_eve();
  EXPECT_TRUE(ledger.complete());
  EXPECT_EQ(refusal(ledger, Role::eve, Item::done), ErrorCode::out_of_turn);
}

TEST(Ledger, ANewStepStartsWithACleanSheet) {
  Ledger ledger;
  open(ledger, Phase::eve, true, kStart);
  ledger.book(Role::alice, Item::ciphertext, kStart);
  ledger.excuse_eve();
  open(ledger, Phase::alice_bob, true, kStart + 1s);
  EXPECT_FALSE(ledger.said(Item::ciphertext));
  EXPECT_EQ(due(ledger), (Due{"Alice: ciphertext"}));
  EXPECT_EQ(ledger.due().front().since, kStart + 1s);
  EXPECT_EQ(ledger.phase(), Phase::alice_bob);
}

TEST(Ledger, NothingIsDueFromWhoHasNotDoneTheStepBefore) {
  Ledger ledger;
  ledger.open(Phase::eve, true);
  EXPECT_TRUE(ledger.due().empty());
  EXPECT_EQ(refusal(ledger, Role::alice, Item::ciphertext), ErrorCode::out_of_turn);
  ledger.take_up(Role::alice, kStart);
  EXPECT_EQ(due(ledger), (Due{"Alice: ciphertext"}));
  ledger.book(Role::alice, Item::ciphertext, kStart);
  EXPECT_EQ(due(ledger), (Due{"Alice: done"}));
  ledger.take_up(Role::eve, kStart + 3ms);
  EXPECT_EQ(due(ledger), (Due{"Alice: done", "Eve: done"}));
  EXPECT_EQ(ledger.book(Role::eve, Item::done, kStart + 7ms), 4ms);
  EXPECT_TRUE(ledger.done_by(Role::eve));
  EXPECT_FALSE(ledger.done_by(Role::bob));
}

}  // namespace
}  // namespace sotto
