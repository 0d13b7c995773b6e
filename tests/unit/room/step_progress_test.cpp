#include "shared/room/step_progress.hpp"

#include <gtest/gtest.h>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "tests/unit/room/start.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using protocol::ErrorCode;

/// "Bob: feedback", ... in the order of falling due.
using Due = std::vector<std::string>;

std::vector<std::string> due(const StepProgress& step) {
  std::vector<std::string> names;
  for (const auto& each : step.due())
    names.push_back(std::string(title(each.exchange->from)) + ": " +
                    std::string(each.exchange->item));
  return names;
}

std::optional<ErrorCode> refusal(const StepProgress& step, Role from, std::string_view item) {
  const auto fault = step.refuses(from, item, /*ahead=*/false);
  if (!fault) return std::nullopt;
  EXPECT_FALSE(fault->message.empty());
  return fault->code;
}

const Phase& phase(std::string_view name) {
  static const Task task = bit_secrecy();
  return *task.find_phase(name);
}

/// A step that everybody has come to.
StepProgress open(std::string_view name, bool eve_listens, Time now) {
  StepProgress step(phase(name), eve_listens);
  for (const auto role : kParties) step.take_up(role, now);
  return step;
}

TEST(StepProgress, ThingsFallDueOneAfterAnother) {
  auto step = open("alice_bob", true, kStart);
  EXPECT_EQ(due(step), (Due{"Alice: ciphertext"}));
  EXPECT_EQ(step.record(Role::alice, kCiphertext, kStart + 5ms), 5ms);
  EXPECT_EQ(due(step), (Due{"Bob: feedback", "Eve: done"}));
  EXPECT_EQ(step.record(Role::bob, kFeedback, kStart + 12ms), 7ms);
  EXPECT_EQ(due(step), (Due{"Eve: done", "Alice: done", "Bob: done"}));
  EXPECT_EQ(step.record(Role::eve, kDone, kStart + 15ms), 10ms);
  EXPECT_FALSE(step.complete());
  step.record(Role::bob, kDone, kStart + 15ms);
  EXPECT_EQ(step.record(Role::alice, kDone, kStart + 20ms), 8ms);
  EXPECT_TRUE(step.complete());
  EXPECT_TRUE(step.due().empty());
}

TEST(StepProgress, AnEveStepHasNoFeedback) {
  auto step = open("eve", true, kStart);
  EXPECT_EQ(refusal(step, Role::bob, kFeedback), ErrorCode::out_of_turn);
  step.record(Role::alice, kCiphertext, kStart);
  EXPECT_EQ(due(step), (Due{"Alice: done", "Bob: done", "Eve: done"}));
  EXPECT_EQ(refusal(step, Role::bob, kFeedback), ErrorCode::out_of_turn);
}

TEST(StepProgress, RefusesWhatComesTooEarlyTwiceOrFromAnother) {
  auto step = open("alice_bob", true, kStart);
  EXPECT_EQ(refusal(step, Role::alice, kCiphertext), std::nullopt);
  EXPECT_EQ(refusal(step, Role::bob, kFeedback), ErrorCode::out_of_turn);
  EXPECT_EQ(refusal(step, Role::alice, kDone), ErrorCode::out_of_turn);
  EXPECT_EQ(refusal(step, Role::eve, kDone), ErrorCode::out_of_turn);
  EXPECT_EQ(refusal(step, Role::bob, kCiphertext), ErrorCode::wrong_role);
  EXPECT_EQ(refusal(step, Role::alice, kFeedback), ErrorCode::wrong_role);
  step.record(Role::alice, kCiphertext, kStart);
  EXPECT_EQ(refusal(step, Role::alice, kCiphertext), ErrorCode::duplicate);
  EXPECT_EQ(refusal(step, Role::eve, kDone), std::nullopt);
}

TEST(StepProgress, WithoutEveNothingIsDueFromHer) {
  auto step = open("eve", false, kStart);
  step.record(Role::alice, kCiphertext, kStart);
  EXPECT_EQ(due(step), (Due{"Alice: done", "Bob: done"}));
  EXPECT_EQ(refusal(step, Role::eve, kDone), ErrorCode::out_of_turn);
  step.record(Role::alice, kDone, kStart);
  step.record(Role::bob, kDone, kStart);
  EXPECT_TRUE(step.complete());
}

TEST(StepProgress, AnExcusedEveIsNotAwaitedAnyMore) {
  auto step = open("eve", true, kStart);
  step.record(Role::alice, kCiphertext, kStart);
  step.record(Role::alice, kDone, kStart);
  step.record(Role::bob, kDone, kStart);
  EXPECT_FALSE(step.complete());
  step.excuse_eve();
  EXPECT_TRUE(step.complete());
  EXPECT_EQ(refusal(step, Role::eve, kDone), ErrorCode::out_of_turn);
}

TEST(StepProgress, KnowsWhatWasSaidAndWhatEveHeard) {
  auto step = open("alice_bob", true, kStart);
  EXPECT_FALSE(step.said(kCiphertext));
  EXPECT_FALSE(step.tapped());
  EXPECT_EQ(step.due().front().since, kStart);
  step.record(Role::alice, kCiphertext, kStart);
  EXPECT_TRUE(step.said(kCiphertext));
  EXPECT_TRUE(step.tapped());
  EXPECT_EQ(step.phase().name, kAliceBobPhase);
}

// An item that a phase does not have is out of turn, whoever says it.
TEST(StepProgress, RefusesWhatThePhaseDoesNotHave) {
  const auto step = open("eve", true, kStart);
  for (const auto role : kParties)
    EXPECT_EQ(refusal(step, role, kFeedback), ErrorCode::out_of_turn) << name(role);
}

TEST(StepProgress, WhatIsSaidAheadWasDueForNoTime) {
  StepProgress step(phase("eve"), true);
  EXPECT_FALSE(step.refuses(Role::alice, kCiphertext, /*ahead=*/true));
  EXPECT_EQ(step.record(Role::alice, kCiphertext, kStart + 9ms), 0ms);
  step.take_up(Role::alice, kStart + 9ms);
  EXPECT_EQ(due(step), (Due{"Alice: done"})) << "the ciphertext is in";
}

TEST(StepProgress, NothingIsDueFromWhoHasNotDoneTheStepBefore) {
  StepProgress step(phase("eve"), true);
  EXPECT_TRUE(step.due().empty());
  EXPECT_EQ(refusal(step, Role::alice, kCiphertext), ErrorCode::out_of_turn);
  step.take_up(Role::alice, kStart);
  EXPECT_EQ(due(step), (Due{"Alice: ciphertext"}));
  step.record(Role::alice, kCiphertext, kStart);
  EXPECT_EQ(due(step), (Due{"Alice: done"}));
  step.take_up(Role::eve, kStart + 3ms);
  EXPECT_EQ(due(step), (Due{"Alice: done", "Eve: done"}));
  EXPECT_EQ(step.record(Role::eve, kDone, kStart + 7ms), 4ms);
  EXPECT_TRUE(step.done_by(Role::eve));
  EXPECT_FALSE(step.done_by(Role::bob));
}

}  // namespace
}  // namespace sotto
