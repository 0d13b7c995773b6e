// What the operator orders: pause, resume and stop, at once or before a certain step.
#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::SessionState;
using enum protocol::CommandName;

class RoomOrders : public testing::Test {
 protected:
  RoomOrders() {
    room_.join_all();
    room_.forget();
  }

  RoomScript room_;
};

TEST_F(RoomOrders, PauseLetsTheStepEndFirst) {
  room_.ciphertext();
  room_.command(pause);
  EXPECT_EQ(room_.status().state, SessionState::running);
  room_.feedback();
  for (const auto role : kParties) room_.done(role);
  EXPECT_EQ(room_.status().state, SessionState::paused);
  EXPECT_EQ(room_.status().text, "paused by the operator before step 1");
  EXPECT_FALSE(room_.room().next_deadline()) << "nobody is awaited in a pause";
  room_.after(3'600'000);
  EXPECT_EQ(room_.status().connected.size(), 3U);
}

TEST_F(RoomOrders, ResumeGivesTheNextTurnInTheSameEpoch) {
  room_.command(pause);
  room_.play_step();
  room_.forget();
  room_.command(resume);
  for (const auto role : kParties) EXPECT_EQ(room_.heard(role), (Lines{"turn 0.1 eve"}));
  room_.play_step();
  EXPECT_EQ(room_.status().step, 2);
}

TEST_F(RoomOrders, PauseBeforeACertainStep) {
  room_.command(pause, 2);
  room_.play_step();
  EXPECT_EQ(room_.status().state, SessionState::running);
  room_.play_step();
  EXPECT_EQ(room_.status().state, SessionState::paused);
  EXPECT_EQ(room_.status().step, 2);
}

TEST_F(RoomOrders, ResumeCallsOffAPauseThatIsStillToCome) {
  room_.command(pause, 2);
  room_.command(resume);
  room_.play_steps(3);
  EXPECT_EQ(room_.status().state, SessionState::running);
}

TEST_F(RoomOrders, WhatIsSaidInAPauseIsOutOfTurn) {
  room_.command(pause);
  room_.play_step();
  room_.forget();
  room_.ciphertext();
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"error out_of_turn"}));
}

TEST_F(RoomOrders, BobMayGoAndComeInAPauseAndANewEpochBeginsWithTheResume) {
  room_.command(pause);
  room_.play_step();
  room_.leave(Role::bob);
  room_.join(Role::bob, {1});
  EXPECT_EQ(room_.status().state, SessionState::paused);
  room_.forget();
  room_.command(resume);
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"rewind 1.1", "turn 1.1 eve"}));
}

TEST_F(RoomOrders, ResumeWhileBobIsAwayWaitsForHim) {
  room_.command(pause);
  room_.play_step();
  room_.leave(Role::bob);
  room_.command(resume);
  EXPECT_EQ(room_.status().waiting->role, Role::bob);
  room_.join(Role::bob, {1});
  EXPECT_EQ(room_.status().state, SessionState::running);
}

TEST(RoomOrdersEarly, PauseBeforeAnybodyIsThereHoldsTheFirstTurn) {
  RoomScript room;
  room.command(pause);
  room.join_all();
  EXPECT_EQ(room.status().text, "paused by the operator before step 0");
  room.command(resume);
  EXPECT_EQ(room.heard(Role::bob), (Lines{"welcome 0.0", "turn 0.0 alice_bob"}));
}

TEST(RoomOrdersEarly, StopBeforeAnybodyIsThereEndsTheSession) {
  RoomScript room;
  room.command(stop);
  EXPECT_TRUE(room.room().finished());
  const auto late = room.join(Role::alice);
  EXPECT_EQ(room.heard(late), (Lines{"error session_over", "close 4021"}));
}

TEST_F(RoomOrders, StopLetsTheStepEndAndAsksForFarewells) {
  room_.ciphertext();
  room_.command(stop);
  EXPECT_EQ(room_.status().state, SessionState::running);
  room_.feedback();
  for (const auto role : kParties) room_.done(role);
  EXPECT_EQ(room_.status().state, SessionState::finishing);
  EXPECT_EQ(room_.heard(Role::bob).back(), "finish 1.1 no_secret");
  room_.farewells();
  EXPECT_TRUE(room_.room().finished());
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"close 1000"}));
  EXPECT_EQ(room_.report()["reason"], "stopped by the operator");
  EXPECT_EQ(room_.report()["steps"], 1);
}

TEST_F(RoomOrders, StopBeforeACertainStep) {
  room_.command(stop, 2);
  room_.play_steps(2);
  EXPECT_EQ(room_.heard(Role::alice).back(), "finish 1.2 no_secret");
}

TEST(RoomOrdersSlow, StopDoesNotWaitLongForAStepThatDoesNotEnd) {
  auto slow = small_session();
  slow.reply_deadline_ms = 60'000;
  RoomScript room(slow);
  room.join_all();
  room.command(stop);
  room.after(499);
  EXPECT_EQ(room.status().state, SessionState::running);
  room.after(1);
  EXPECT_EQ(room.status().state, SessionState::finishing);
  EXPECT_EQ(room.heard(Role::alice).back(), "finish 1.0 no_secret");
}

// The step that was called off has the number that the farewell has: an answer to the one must not
// pass for the other, or the report would lack its digest.
TEST(RoomOrdersSlow, AnAnswerToTheStepThatWasCalledOffIsNoFarewell) {
  auto slow = small_session();
  slow.reply_deadline_ms = slow.eve_deadline_ms = 60'000;
  RoomScript room(slow);
  room.join_all();
  room.ciphertext();
  room.command(stop);
  room.after(500);
  ASSERT_EQ(room.status().state, SessionState::finishing);
  room.done(Role::eve, 0, 0, {.values = {{"eve", 2}}});  // was under way
  room.done(Role::alice, 1, 0, {.digests = {{"alice", digest('a')}, {"shadow", digest('e')}}});
  room.done(Role::bob, 1, 0, {.digests = {{"bob", digest('b')}}});
  EXPECT_FALSE(room.room().finished()) << "Eve has not answered yet";
  room.done(Role::eve, 1, 0, {.digests = {{"eve", digest('e')}}});
  EXPECT_TRUE(room.room().finished());
  EXPECT_EQ(room.report()["digests"]["eve"], digest('e'));
  EXPECT_EQ(room.report()["twin_in_step"], true);
}

// ---- Results ----

TEST_F(RoomOrders, EveryOrderHasAResultWithTheStepFromWhichItHolds) {
  using protocol::Command;
  EXPECT_EQ(room_.result_of({.name = pause}).from_step, 1) << "step 0 is under way";
  EXPECT_EQ(room_.result_of({.name = pause, .at_step = 7}).from_step, 7);
  EXPECT_EQ(room_.result_of({.name = resume}).from_step, std::nullopt);
  EXPECT_EQ(room_.result_of({.name = freeze}).from_step, 3) << "the next cycle";
  EXPECT_EQ(room_.result_of({.name = unfreeze, .at_step = 4}).from_step, 6);
  EXPECT_EQ(room_.result_of({.name = reset_eve, .at_step = 9}).from_step, 9);
  EXPECT_EQ(room_.result_of({.name = learning_rate, .learning_rate = 0.5}).from_step, 3);
  EXPECT_EQ(room_.result_of({.name = pace, .step_ms = 0}).from_step, std::nullopt);
  EXPECT_EQ(room_.result_of({.name = stop, .at_step = 12}).from_step, 12);
  EXPECT_EQ(room_.status().refused, 0);
}

TEST_F(RoomOrders, AnOrderThatCannotBeCarriedOutSaysWhyAndIsCounted) {
  const auto result = room_.result_of({.name = step});
  EXPECT_FALSE(result.accepted);
  EXPECT_EQ(result.code, protocol::ErrorCode::out_of_turn);
  EXPECT_EQ(result.message, "a single step is for a session that is paused");
  EXPECT_EQ(room_.refused(protocol::ErrorCode::out_of_turn), 1);
}

TEST_F(RoomOrders, StopInAPauseEndsAtOnce) {
  room_.command(pause);
  room_.play_step();
  room_.command(stop);
  EXPECT_EQ(room_.status().state, SessionState::finishing);
}

TEST_F(RoomOrders, StopWhileBobIsAwayEndsAtOnce) {
  room_.leave(Role::bob);
  room_.command(stop);
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"finish 1.0 no_secret"}));
  room_.done(Role::alice, {.digests = {{"alice", digest('a')}}});
  room_.done(Role::eve, {.digests = {{"eve", digest('e')}}});
  EXPECT_TRUE(room_.room().finished());
  EXPECT_EQ(room_.report()["digests"]["alice"], digest('a'));
}

TEST_F(RoomOrders, AfterTheEndOrdersAreOfNoEffect) {
  room_.command(stop);
  room_.play_step();
  room_.farewells();
  ASSERT_TRUE(room_.room().finished());
  room_.forget();
  for (const auto order : {pause, resume, stop}) room_.command(order);
  EXPECT_TRUE(room_.room().finished());
  EXPECT_EQ(room_.heard(Role::alice), Lines{});
}

}  // namespace
}  // namespace sotto
