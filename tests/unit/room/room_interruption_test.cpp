// Alice or Bob goes and comes back: what is waited for, where the next epoch begins, and what of
// the old one is dropped.
#include "shared/session/report.hpp"
#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;
using protocol::SessionState;

/// At step 4, an Eve step, with its turn just given.
class RoomInterruption : public testing::Test {
 protected:
  RoomInterruption() {
    room_.join_all();
    room_.play_steps(4);
    room_.forget();
  }

  RoomScript room_;
};

TEST_F(RoomInterruption, BobWhoLeavesIsWaitedForUnderHisName) {
  room_.leave(Role::bob);
  EXPECT_EQ(room_.status().state, SessionState::gathering);
  EXPECT_EQ(room_.status().text, "waiting for Bob: to join, step 4, 0.0 s of 1.0 s");
  room_.after(999);
  EXPECT_EQ(room_.status().text, "waiting for Bob: to join, step 4, 1.0 s of 1.0 s");
  room_.after(1);
  EXPECT_EQ(room_.status().text,
            "Bob has not joined within 1.0 s: the session stands still until Bob joins");
  EXPECT_EQ(room_.heard(Role::alice), Lines{}) << "and nothing else happens";
}

TEST_F(RoomInterruption, WhenHeIsBackANewEpochBeginsWhereAllAre) {
  room_.ciphertext();
  room_.leave(Role::bob);
  room_.after(60'000);
  room_.forget();
  room_.join(Role::bob, {3, 4});
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"welcome 0.4", "rewind 1.4", "turn 1.4 eve"}));
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"rewind 1.4", "turn 1.4 eve"}));
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"rewind 1.4", "turn 1.4 eve"}));
  room_.play_step();
  EXPECT_EQ(room_.status().step, 5);
  EXPECT_EQ(room_.report()["epochs"], 2);
}

// He had finished the step when he was cut off; Alice may not have.
TEST_F(RoomInterruption, BobWhoIsAStepAheadGoesBackToIt) {
  room_.leave(Role::bob);
  room_.join(Role::bob, {4, 5});
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"welcome 0.4", "rewind 1.4", "turn 1.4 eve"}));
}

// Fresh weights are those of the beginning: with Alice's of step 4 he would go on, and it would be
// another session.
TEST_F(RoomInterruption, WithABobWithoutWeightsAllBeginAgain) {
  room_.leave(Role::bob);
  room_.join(Role::bob);
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"rewind 1.0", "turn 1.0 alice_bob"}));
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"welcome 0.4", "rewind 1.0", "turn 1.0 alice_bob"}));
}

// What they said of the step was lost with their lines: without it nobody would know its figures,
// and Eve might have missed it.
TEST_F(RoomInterruption, WhenBothWereAheadTheStepIsTakenAgain) {
  room_.leave(Role::alice);
  room_.leave(Role::bob);
  EXPECT_EQ(room_.status().waiting->role, Role::alice);
  room_.join(Role::alice, {4, 5});
  EXPECT_EQ(room_.status().waiting->role, Role::bob);
  room_.join(Role::bob, {4, 5});
  EXPECT_EQ(room_.heard(Role::alice).back(), "turn 1.4 eve");
}

TEST_F(RoomInterruption, WhenBothComeBackWithOlderWeightsTheSessionGoesBack) {
  room_.leave(Role::alice);
  room_.leave(Role::bob);
  room_.join(Role::alice, {2, 3});
  room_.join(Role::bob, {1, 2});
  EXPECT_EQ(room_.heard(Role::alice).back(), "turn 1.2 eve");
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"rewind 1.2", "turn 1.2 eve"}));
}

// With weights of different steps they would go on, and nobody would know that Bob cannot read.
TEST_F(RoomInterruption, WithoutAStepInCommonTheSessionBeginsAgain) {
  room_.leave(Role::bob);
  room_.join(Role::bob, {1, 2});
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"rewind 1.0", "turn 1.0 alice_bob"}));
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"welcome 0.4", "rewind 1.0", "turn 1.0 alice_bob"}));
}

TEST(RoomCheckpoints, AreAskedForEverySoManyStepsAndWhereTheSessionGoesBackTo) {
  auto config = small_session();
  config.checkpoint_every = 5;
  RoomScript room(config);
  room.join_all();
  room.play_steps(12);
  room.leave(Role::bob);
  room.join(Role::bob, {5, 10});  // what he left on disk
  EXPECT_EQ(room.heard(Role::bob), (Lines{"welcome 0.12", "rewind 1.10", "turn 1.10 eve"}));
}

// Bob keeps three. Were he asked for those of 6, 8 and 10 before all have completed step 6, he
// would no longer have that of 4, to which Alice could go back.
TEST(RoomCheckpoints, AreNeverOfTwoStepsThatAreOpenAtOnce) {
  auto config = small_session();
  config.checkpoint_every = 2;
  config.turns_ahead = 6;
  RoomScript room(config);
  room.join_all();
  room.play_steps(6);
  EXPECT_EQ(room.heard(Role::bob).back(), "turn 0.11 eve");
  room.leave(Role::alice);
  room.join(Role::alice, {2, 4});
  EXPECT_EQ(room.heard(Role::bob).at(0), "rewind 1.2") << "4 was open with 2";
}

TEST(RoomCheckpoints, OfAllThreeWhereEveIsWaitedFor) {
  auto config = small_session();
  config.checkpoint_every = 5;
  config.eve_return_ms = 400;
  RoomScript room(config);
  room.join_all();
  room.play_steps(12);
  room.leave(Role::eve);
  EXPECT_EQ(room.status().waiting->role, Role::eve);
  room.after(399);
  room.join(Role::eve, {5});
  EXPECT_EQ(room.heard(Role::eve), (Lines{"welcome 0.12", "rewind 1.5", "turn 1.5 eve"}));
  EXPECT_EQ(room.heard(Role::alice).back(), "turn 1.5 eve");
}

TEST(RoomCheckpoints, AnEveWhoDoesNotComeBackInTimeIsDoneWithout) {
  auto config = small_session();
  config.checkpoint_every = 5;
  config.eve_return_ms = 400;
  RoomScript room(config);
  room.join_all();
  room.play_steps(12);
  room.leave(Role::eve);
  room.after(400);
  EXPECT_EQ(room.status().state, SessionState::running);
  EXPECT_EQ(room.heard(Role::alice).back(), "turn 1.12 alice_bob");
  room.play_step(/*eve_too=*/false);
  // What she has missed is lost to her: nobody goes back for her any more.
  room.join(Role::eve, {5});
  room.leave(Role::bob);
  room.join(Role::bob, {5, 10});
  EXPECT_EQ(room.heard(Role::alice).back(), "turn 2.10 eve");
}

TEST_F(RoomInterruption, WhatIsLeftOfTheOldEpochIsDroppedWithoutBlame) {
  room_.leave(Role::bob);
  room_.join(Role::bob, {4});
  room_.forget();
  room_.send(Role::alice, frame(kCiphertextKind, 0, 4));
  room_.send(Role::alice, frame(kCiphertextKind, 0, 4));
  room_.done(Role::alice, 0, 4);
  room_.done(Role::alice, 0, 4);
  room_.done(Role::eve, 0, 4);
  for (const auto role : kParties) EXPECT_EQ(room_.heard(role), Lines{});
  EXPECT_EQ(room_.status().refused, 0);
  EXPECT_EQ(room_.report()["stale"], 5);
}

// Alice cannot know yet that Bob is gone: what she sends before the new epoch is no violation.
TEST_F(RoomInterruption, WhatWasUnderWayWhenBobLeftIsDroppedWithoutBlame) {
  room_.leave(Role::bob);
  room_.ciphertext();
  room_.done(Role::alice);
  room_.done(Role::eve);
  for (const auto role : kParties) EXPECT_EQ(room_.heard(role), Lines{});
  EXPECT_EQ(room_.status().refused, 0);
  EXPECT_EQ(room_.report()["stale"], 3);
  room_.join(Role::bob, {4});
  room_.play_step();
  EXPECT_EQ(room_.status().step, 5);
}

TEST_F(RoomInterruption, WhatWasNeverAskedForIsRefusedAllTheSame) {
  room_.leave(Role::bob);
  room_.send(Role::alice, frame(kCiphertextKind, 0, 9));
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"error out_of_turn"}));
}

TEST_F(RoomInterruption, EachInterruptionIsAnEpochOfItsOwn) {
  for (std::uint32_t epoch = 1; epoch <= 3; ++epoch) {
    room_.leave(Role::alice);
    room_.join(Role::alice, {4});
    EXPECT_EQ(room_.status().epoch, epoch);
  }
  EXPECT_EQ(room_.status().step, 4);
}

TEST_F(RoomInterruption, ThatOfEveIsNone) {
  room_.leave(Role::eve);
  room_.join(Role::eve, {4});
  EXPECT_EQ(room_.status().epoch, 0U);
  EXPECT_EQ(room_.heard(Role::alice), Lines{});
}

TEST_F(RoomInterruption, TheWaitForBobIsInTheReport) {
  room_.leave(Role::bob);
  room_.after(2'500);
  room_.join(Role::bob, {4});
  EXPECT_EQ(room_.report()["waits"]["Bob: to join"]["longest_ms"], 2500.0);
  EXPECT_EQ(room_.report()["waits"]["Bob: to join"]["at_step"], 4);
}

}  // namespace
}  // namespace sotto
