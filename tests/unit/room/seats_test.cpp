#include "shared/room/seats.hpp"

#include <gtest/gtest.h>

#include "shared/protocol/limits.hpp"
#include "tests/unit/room/start.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using protocol::ErrorCode;

std::optional<ErrorCode> refusal(const Seats& seats, Role role) {
  const auto fault = seats.refuses(role, "live");
  if (!fault) return std::nullopt;
  EXPECT_NE(fault->message.find("'live'"), std::string::npos) << fault->message;
  return fault->code;
}

/// Alice and Bob with what they hold.
TEST(Seats, AParty_WhoSitsDown_IsKnownByItsMember) {
  Seats seats(kStart);
  EXPECT_FALSE(seats.present(Role::bob));
  EXPECT_EQ(refusal(seats, Role::bob), std::nullopt);
  EXPECT_EQ(seats.take(Role::bob, 7, {}, kStart + 3s), 3s) << "how long the seat was empty";
  EXPECT_TRUE(seats.present(Role::bob));
  EXPECT_EQ(seats.member(Role::bob), 7U);
  EXPECT_EQ(seats.role_of(7), Role::bob);
  EXPECT_EQ(seats.role_of(8), std::nullopt);
}

TEST(Seats, ASeat_ThatIsTaken_IsRefusedUntilItIsVacated) {
  Seats seats(kStart);
  seats.take(Role::alice, 1, {}, kStart);
  EXPECT_EQ(refusal(seats, Role::alice), ErrorCode::role_taken);
  EXPECT_EQ(refusal(seats, Role::bob), std::nullopt);
  seats.vacate(1, kStart + 1s);
  EXPECT_EQ(refusal(seats, Role::alice), std::nullopt);
  EXPECT_EQ(seats.role_of(1), std::nullopt);
  EXPECT_EQ(seats.missing_since(Role::alice), kStart + 1s);
}

TEST(Seats, Eve_IsMissedOnlySinceSomebodyCouldBeHeard) {
  Seats seats(kStart);
  seats.take(Role::alice, 1, {}, kStart + 5s);
  seats.take(Role::bob, 2, {}, kStart + 8s);
  EXPECT_EQ(seats.missing_since(Role::eve), kStart + 8s);
}

TEST(Seats, Listeners_SitBesideEachOtherUpToTheirLimit) {
  Seats seats(kStart);
  for (MemberId member = 1; member <= protocol::kMaxListeners; ++member) {
    ASSERT_EQ(refusal(seats, Role::listener), std::nullopt);
    seats.take(Role::listener, member, {}, kStart);
    EXPECT_EQ(seats.role_of(member), Role::listener);
  }
  EXPECT_EQ(refusal(seats, Role::listener), ErrorCode::overflow);
  seats.vacate(3, kStart);
  EXPECT_EQ(refusal(seats, Role::listener), std::nullopt);
  EXPECT_EQ(seats.listeners().size(), protocol::kMaxListeners - 1);
  for (const auto party : kParties) EXPECT_FALSE(seats.present(party));
}

TEST(Seats, TheCommonStep_IsNoneBeyondTheMost) {
  Seats seats(kStart);
  seats.take(Role::alice, 1, {3, 4, 5}, kStart);
  seats.take(Role::bob, 2, {3, 5}, kStart);
  EXPECT_EQ(seats.common_step({Role::alice, Role::bob}), 5);
  EXPECT_EQ(seats.common_step({Role::alice, Role::bob}, 5), 5);
  EXPECT_EQ(seats.common_step({Role::alice, Role::bob}, 4), 3);
}

TEST(Seats, TheCommonStep_IsTheNewestThatAllHold) {
  EXPECT_EQ(find_common_step({{3, 4, 5}, {2, 3, 4}}), 4);
  EXPECT_EQ(find_common_step({{7}, {7, 8}}), 7);
  EXPECT_EQ(find_common_step({{3, 4, 5}, {2, 3, 4}, {1, 3}}), 3);
}

TEST(Seats, WithoutACommonStep_TheyBeginAgain) {
  EXPECT_EQ(find_common_step({{1, 2}, {3, 4}}), 0);
  EXPECT_EQ(find_common_step({{}, {2, 3}}), 0);
  EXPECT_EQ(find_common_step({{}, {}}), 0);
}

const std::vector<Role> kBoth{Role::alice, Role::bob};

TEST(Seats, ACompletedStep_IsWhatThePresentPartiesHold) {
  Seats seats(kStart);
  seats.take(Role::alice, 1, {0}, kStart);
  seats.take(Role::bob, 2, {0}, kStart);
  seats.hold(12);
  EXPECT_EQ(seats.common_step(kBoth), 12);
  seats.vacate(2, kStart);
  seats.take(Role::bob, 3, {10, 11}, kStart);
  EXPECT_EQ(seats.common_step(kBoth), 0) << "nobody keeps a step for ever that is no checkpoint";
}

TEST(Seats, Checkpoints_AreHeldBesideTheStepAtHand) {
  Seats seats(kStart);
  seats.take(Role::alice, 1, {}, kStart);
  seats.take(Role::bob, 2, {}, kStart);
  for (std::int64_t step = 0; step < 25; ++step) {
    if (step % 5 == 0) seats.keep(step);
    seats.hold(step + 1);
  }
  for (const auto& [comes_with, common] : {std::pair{std::vector<std::int64_t>{10, 15, 20}, 20},
                                           {std::vector<std::int64_t>{5, 10, 15}, 15},
                                           // Alice may be at 25 already, and has three of them.
                                           {std::vector<std::int64_t>{5, 10}, 0}}) {
    seats.vacate(2, kStart);
    seats.take(Role::bob, 3, comes_with, kStart);
    EXPECT_EQ(seats.common_step(kBoth), common);
  }
}

TEST(Seats, CheckpointsOfStepsThatTheSessionGoesBackFrom_AreVoid) {
  Seats seats(kStart);
  seats.take(Role::alice, 1, {}, kStart);
  for (std::int64_t step = 0; step < 12; ++step) {
    if (step % 5 == 0) seats.keep(step);
    seats.hold(step + 1);
  }
  seats.hold(5);
  seats.take(Role::bob, 2, {5, 10}, kStart);
  EXPECT_EQ(seats.common_step(kBoth), 5);
}

TEST(Seats, Violations_AreCountedForEachConnection) {
  Seats seats(kStart);
  seats.take(Role::bob, 2, {}, kStart);
  EXPECT_EQ(seats.count_violation(2), 1);
  EXPECT_EQ(seats.count_violation(2), 2);
  seats.vacate(2, kStart);
  seats.take(Role::bob, 3, {}, kStart);
  EXPECT_EQ(seats.count_violation(3), 1);
  EXPECT_EQ(seats.count_violation(99), 0) << "has no seat";
}

}  // namespace
}  // namespace sotto
