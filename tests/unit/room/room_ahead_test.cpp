// Turns given ahead: whoever has done its part of a step may go on before the others have.
#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;

/// The cycle alice_bob, eve, eve; three steps may be open.
SessionConfig three_ahead() {
  auto config = small_session();
  config.turns_ahead = 3;
  return config;
}

class RoomAhead : public testing::Test {
 protected:
  RoomAhead() : room_(three_ahead()) { room_.join_all(); }

  /// Step 0 of Alice and Bob, without Eve's part in it.
  void alice_and_bob_do_step_0() {
    room_.send(Role::alice, frame(kCiphertextKind, 0, 0));
    room_.send(Role::bob, frame(kFeedbackKind, 0, 0));
    room_.done(Role::alice, 0, 0);
    room_.done(Role::bob, 0, 0);
  }

  RoomScript room_;
};

TEST_F(RoomAhead, EverybodyGetsAsManyTurnsAsMayBeOpen) {
  for (const auto role : kParties)
    EXPECT_EQ(room_.heard(role),
              (Lines{"welcome 0.0", "turn 0.0 alice_bob", "turn 0.1 eve", "turn 0.2 eve"}))
        << name(role);
}

TEST_F(RoomAhead, AliceGoesOnWhileEveIsStillAtWork) {
  alice_and_bob_do_step_0();
  room_.forget();
  room_.send(Role::alice, frame(kCiphertextKind, 0, 1));
  EXPECT_EQ(room_.heard(Role::bob), Lines{"ciphertext 0.1"});
  EXPECT_EQ(room_.heard(Role::eve), Lines{"ciphertext 0.1"});
  EXPECT_EQ(room_.status().step, 0);  // Eve's done is out
  room_.done(Role::eve, 0, 0);
  EXPECT_EQ(room_.status().step, 1);
}

TEST_F(RoomAhead, NewTurnsAreGivenTogetherOnceHalfOfThemAreDone) {
  alice_and_bob_do_step_0();
  room_.done(Role::eve, 0, 0);
  room_.forget();
  room_.send(Role::alice, frame(kCiphertextKind, 0, 1));
  for (const auto role : {Role::bob, Role::eve}) room_.done(role, 0, 1);
  EXPECT_EQ(room_.heard(Role::alice), Lines{});
  room_.done(Role::alice, 0, 1);
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"turn 0.3 alice_bob", "turn 0.4 eve"}));
}

TEST_F(RoomAhead, AliceMayEncryptAheadWhileHerWeightsRest) {
  alice_and_bob_do_step_0();
  room_.done(Role::eve, 0, 0);
  room_.forget();
  room_.send(Role::alice, frame(kCiphertextKind, 0, 1));
  room_.send(Role::alice, frame(kCiphertextKind, 0, 2));  // her done of step 1 is out
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"ciphertext 0.1", "ciphertext 0.2"}));
  for (const std::int64_t step : {1, 2})
    for (const auto role : kParties) room_.done(role, 0, step);
  EXPECT_EQ(room_.status().step, 3);
  EXPECT_EQ(room_.report().at("refused"), Json::object());
}

TEST_F(RoomAhead, AliceMayNotEncryptAheadOfAStepThatSheLearnsIn) {
  room_.send(Role::alice, frame(kCiphertextKind, 0, 0));
  room_.send(Role::bob, frame(kFeedbackKind, 0, 0));
  room_.forget();
  room_.send(Role::alice, frame(kCiphertextKind, 0, 1));
  EXPECT_EQ(room_.heard(Role::alice), Lines{"error out_of_turn"});
  EXPECT_EQ(room_.heard(Role::bob), Lines{});
}

TEST_F(RoomAhead, AliceEncryptsInOrder) {
  alice_and_bob_do_step_0();
  room_.forget();
  room_.send(Role::alice, frame(kCiphertextKind, 0, 2));
  EXPECT_EQ(room_.heard(Role::alice), Lines{"error out_of_turn"});
  EXPECT_EQ(room_.heard(Role::bob), Lines{});
}

TEST_F(RoomAhead, NobodyMayBeginAStepBeforeItHasDoneTheOneBefore) {
  room_.forget();
  room_.send(Role::alice, frame(kCiphertextKind, 0, 1));
  EXPECT_EQ(room_.heard(Role::alice), Lines{"error out_of_turn"});
  EXPECT_EQ(room_.heard(Role::bob), Lines{});
  room_.send(Role::alice, frame(kCiphertextKind, 0, 0));
  room_.done(Role::bob, 0, 1);
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"ciphertext 0.0", "error out_of_turn"}));
}

TEST_F(RoomAhead, StepsBeyondTheOpenOnesAreOutOfTurn) {
  room_.forget();
  room_.done(Role::alice, 0, 3);
  EXPECT_EQ(room_.heard(Role::alice), Lines{"error out_of_turn"});
}

TEST_F(RoomAhead, WhoIsWaitedForHasItsDeadlineFromWhenItCouldBegin) {
  room_.after(50);
  alice_and_bob_do_step_0();
  room_.after(60);  // 110 ms since the turns, 60 since she could begin step 0
  EXPECT_FALSE(room_.status().eve_behind);
  room_.after(50);
  EXPECT_TRUE(room_.status().eve_behind);
  EXPECT_EQ(room_.status().step, 1);
}

TEST_F(RoomAhead, EveWhoIsBehindHasCaughtUpOnceSheHasDoneWhatSheWasSent) {
  alice_and_bob_do_step_0();
  room_.send(Role::alice, frame(kCiphertextKind, 0, 1));
  room_.done(Role::alice, 0, 1);
  room_.done(Role::bob, 0, 1);
  room_.after(150);
  EXPECT_TRUE(room_.status().eve_behind);
  EXPECT_EQ(room_.status().step, 2);
  room_.send(Role::alice, frame(kCiphertextKind, 0, 2));  // goes by her
  room_.done(Role::eve, 0, 0);
  EXPECT_TRUE(room_.status().eve_behind);
  room_.done(Role::eve, 0, 1);
  EXPECT_FALSE(room_.status().eve_behind);
  EXPECT_EQ(room_.report().at("refused"), Json::object());
  room_.forget();
  // Steps 3 and 4 were given while she was away.
  room_.done(Role::alice, 0, 2);
  room_.done(Role::bob, 0, 2);
  room_.send(Role::alice, frame(kCiphertextKind, 0, 3));
  room_.send(Role::bob, frame(kFeedbackKind, 0, 3));
  room_.done(Role::alice, 0, 3);
  room_.done(Role::bob, 0, 3);
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"gap 2-3", "turn 0.5 eve", "turn 0.6 alice_bob"}));
}

TEST_F(RoomAhead, PauseWaitsForTheOpenSteps) {
  room_.command(protocol::CommandName::pause);
  room_.forget();
  alice_and_bob_do_step_0();
  room_.done(Role::eve, 0, 0);
  EXPECT_EQ(room_.status().state, protocol::SessionState::running);
  for (const std::int64_t step : {1, 2}) {
    room_.send(Role::alice, frame(kCiphertextKind, 0, step));
    for (const auto role : kParties) room_.done(role, 0, step);
  }
  EXPECT_EQ(room_.status().state, protocol::SessionState::paused);
  EXPECT_EQ(room_.status().step, 3);
}

TEST_F(RoomAhead, StopCallsTheOpenStepsOff) {
  room_.command(protocol::CommandName::stop);
  room_.forget();
  alice_and_bob_do_step_0();
  room_.send(Role::alice, frame(kCiphertextKind, 0, 1));
  room_.done(Role::alice, 0, 1, {.digests = {{"alice", digest('a')}}});
  room_.done(Role::eve, 0, 0);
  EXPECT_EQ(room_.heard(Role::alice).back(), "finish 1.1 no_secret");
  room_.done(Role::bob, 0, 1);  // was under way: neither a farewell nor to blame
  EXPECT_EQ(room_.status().state, protocol::SessionState::finishing);
  room_.farewells('f');
  EXPECT_EQ(room_.status().state, protocol::SessionState::finished);
  EXPECT_EQ(room_.report().at("digests").at("alice"), digest('f'));
  EXPECT_EQ(room_.report().at("refused"), Json::object());
}

TEST_F(RoomAhead, AnInterruptionGoesBackToTheOldestOpenStep) {
  alice_and_bob_do_step_0();
  room_.send(Role::alice, frame(kCiphertextKind, 0, 1));
  room_.done(Role::alice, 0, 1);
  room_.leave(Role::bob);
  room_.done(Role::eve, 0, 0);  // was under way
  room_.forget();
  room_.join(Role::bob, {0, 1});
  const auto heard = room_.heard(Role::alice);
  ASSERT_FALSE(heard.empty());
  EXPECT_EQ(heard[0], "rewind 1.0");
  EXPECT_EQ(room_.report().at("refused"), Json::object());
}

}  // namespace
}  // namespace sotto
