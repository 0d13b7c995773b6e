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
CommonStep common(const std::vector<std::int64_t>& alice, const std::vector<std::int64_t>& bob) {
  Seats seats(kStart);
  seats.take(Role::alice, 1, alice, kStart);
  seats.take(Role::bob, 2, bob, kStart);
  return seats.common_step();
}

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

TEST(Seats, TheCommonStep_IsTheNewestThatBothHold) {
  EXPECT_EQ(common({3, 4, 5}, {2, 3, 4}).step, 4);
  EXPECT_EQ(common({7}, {7, 8}).step, 7);
}

TEST(Seats, WhoComesWithNothing_FollowsTheOther) {
  EXPECT_EQ(common({}, {2, 3}).step, 3);
  EXPECT_EQ(common({8, 9}, {}).step, 9);
  const auto neither = common({}, {});
  EXPECT_FALSE(neither.step);
  EXPECT_FALSE(neither.none_in_common);
}

TEST(Seats, WithoutACommonStep_TheyCannotGoOnTogether) {
  const auto none = common({1, 2}, {3, 4});
  EXPECT_TRUE(none.none_in_common);
  EXPECT_FALSE(none.step);
  EXPECT_FALSE(common({1, 2}, {2}).none_in_common);
}

TEST(Seats, ACompletedStep_IsWhatThePresentPartiesHold) {
  Seats seats(kStart);
  seats.take(Role::alice, 1, {0}, kStart);
  seats.take(Role::bob, 2, {0}, kStart);
  seats.hold(12);
  EXPECT_EQ(seats.common_step().step, 12);
  seats.vacate(2, kStart);
  seats.take(Role::bob, 3, {10, 11}, kStart);
  EXPECT_TRUE(seats.common_step().none_in_common);
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
