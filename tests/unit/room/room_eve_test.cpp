// Eve only listens, and nobody waits for her longer than her deadline.
#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;

class RoomEve : public testing::Test {
 protected:
  RoomEve() {
    room_.join_all();
    room_.forget();
  }

  /// Eve was disconnected as a listener who spoke, nobody else heard of it, and the step goes on.
  void expect_thrown_out(ErrorCode counted) {
    const auto heard = room_.heard(Role::eve);
    ASSERT_GE(heard.size(), 2U);
    EXPECT_EQ(heard.back(), "close 4012");
    EXPECT_EQ(heard[heard.size() - 2], "error listen_only");
    EXPECT_EQ(room_.refused(counted), 1);
    EXPECT_EQ(room_.heard(Role::alice), Lines{});
    EXPECT_EQ(room_.heard(Role::bob), Lines{});
    room_.play_step(/*eve_too=*/false);
    EXPECT_EQ(room_.status().step, 1);
  }

  RoomScript room_;
};

TEST(RoomEveFrames, SendingAFrameOfAnyKindEndsHerConnection) {
  for (const auto kind : {kCiphertextKind, kFeedbackKind, protocol::kChatFrame}) {
    RoomScript fresh;
    fresh.join_all();
    fresh.forget();
    fresh.send(Role::eve, frame(kind, 0, 0));
    EXPECT_EQ(fresh.heard(Role::eve),
              (Lines{"error listen_only", "error listen_only", "close 4012"}));
    EXPECT_EQ(fresh.heard(Role::bob), Lines{});
    EXPECT_EQ(fresh.heard(Role::alice), Lines{});
  }
}

TEST_F(RoomEve, GivingAnOrderEndsHerConnection) {
  room_.send(Role::eve, protocol::ToRelay{protocol::Command{.name = protocol::CommandName::stop}});
  expect_thrown_out(ErrorCode::listen_only);
}

TEST_F(RoomEve, ReportingOnAShadowEndsHerConnection) {
  room_.done(Role::eve, {.values = {{"shadow", 1}}});
  expect_thrown_out(ErrorCode::wrong_role);
}

TEST_F(RoomEve, GarbageEndsHerConnection) {
  room_.undecodable(Role::eve, ErrorCode::bad_json);
  expect_thrown_out(ErrorCode::bad_json);
}

TEST_F(RoomEve, AMistimedDoneIsOnlyRefused) {
  room_.done(Role::eve);
  room_.done(Role::eve, 0, 9);
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"error out_of_turn", "error out_of_turn"}));
  room_.done(Role::eve, 7, 0);
  EXPECT_EQ(room_.heard(Role::eve),
            (Lines{"error wrong_epoch", "error too_many_violations", "close 4018"}));
}

TEST_F(RoomEve, LeavingInTheMiddleOfAStepDoesNotStopIt) {
  room_.ciphertext();
  room_.feedback();
  room_.done(Role::alice);
  room_.done(Role::bob);
  room_.forget();
  room_.leave(Role::eve);
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"turn 0.1 eve"}));
}

TEST_F(RoomEve, HerDeadlineStartsWithTheCiphertext) {
  room_.after(250);  // Alice takes her time
  room_.ciphertext();
  room_.feedback();
  room_.done(Role::alice);
  room_.done(Role::bob);
  room_.after(99);
  EXPECT_EQ(room_.status().step, 0);
  EXPECT_EQ(room_.status().waiting->role, Role::eve);
  EXPECT_EQ(room_.status().waiting->deadline_ms, 100);
  room_.after(1);
  EXPECT_EQ(room_.status().step, 1);
  EXPECT_EQ(room_.report()["waits"]["Eve: done"]["missed"], 1);
}

// ---- Behind ----

/// Eve has heard the ciphertext of step 0 and has not said that she is done with it; Alice and Bob
/// are at step 1.
class RoomEveBehind : public RoomEve {
 protected:
  RoomEveBehind() {
    room_.play_step(/*eve_too=*/false);
    room_.after(100);
    EXPECT_EQ(room_.status().step, 1);
    EXPECT_EQ(room_.heard(Role::eve), (Lines{"ciphertext 0.0"}));
    room_.forget();
  }
};

TEST_F(RoomEveBehind, SheIsNotWaitedForAgain) {
  for (int i = 0; i < 5; ++i) room_.play_step(/*eve_too=*/false);
  EXPECT_EQ(room_.status().step, 6) << "without the clock moving at all";
  EXPECT_EQ(room_.heard(Role::eve), Lines{});
  EXPECT_EQ(room_.status().missed_by_eve, 5);
}

TEST_F(RoomEveBehind, HerLateDoneBringsHerBackAndSheIsToldOfTheGap) {
  room_.play_step(/*eve_too=*/false);
  room_.play_step(/*eve_too=*/false);
  room_.ciphertext();  // of step 3
  room_.done(Role::eve, 0, 0);
  EXPECT_EQ(room_.heard(Role::eve), Lines{}) << "the step at hand goes on without her";
  room_.feedback();
  room_.done(Role::alice);
  room_.done(Role::bob);
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"gap 1-3", "turn 0.4 eve"}));
  EXPECT_EQ(room_.status().missed_by_eve, 3);
  room_.play_step();
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"ciphertext 0.4", "turn 0.5 eve"})) << "told once";
}

TEST_F(RoomEveBehind, BackBeforeAnythingWentByThereIsNoGap) {
  RoomScript room;
  room.join_all();
  room.ciphertext();
  room.after(100);  // behind, but Alice and Bob are not done either
  room.done(Role::eve);
  room.feedback();
  room.done(Role::alice);
  room.done(Role::bob);
  EXPECT_EQ(room.heard(Role::eve).back(), "turn 0.1 eve");
  EXPECT_EQ(room.status().missed_by_eve, 0);
  EXPECT_EQ(room.status().refused, 0);
}

// She was not given step 1's turn: a ciphertext without a turn would be of no use to her.
TEST_F(RoomEveBehind, BackBetweenTurnAndCiphertextSheDoesNotHearThatStep) {
  room_.done(Role::eve, 0, 0);
  room_.play_step(/*eve_too=*/false);
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"gap 1-1", "turn 0.2 eve"}));
  EXPECT_EQ(room_.status().missed_by_eve, 1);
}

TEST_F(RoomEveBehind, ANewConnectionOfHersStartsAfresh) {
  room_.play_step(/*eve_too=*/false);
  room_.leave(Role::eve);
  room_.join(Role::eve);
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"welcome 0.2"}));
  room_.play_step(/*eve_too=*/false);
  EXPECT_EQ(room_.heard(Role::eve).back(), "turn 0.3 alice_bob");
  room_.play_step();
  EXPECT_EQ(room_.status().step, 4);
}

TEST_F(RoomEveBehind, ANewEpochBringsHerBack) {
  room_.leave(Role::bob);
  room_.join(Role::bob, {1});
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"rewind 1.1", "turn 1.1 eve"}));
  room_.done(Role::eve, 0, 0);
  EXPECT_EQ(room_.status().refused, 0) << "her late done was under way";
  room_.play_step();
  EXPECT_EQ(room_.status().step, 2);
}

TEST_F(RoomEve, WhoJoinsBetweenTurnAndCiphertextHearsNothingOfThatStep) {
  room_.leave(Role::eve);
  room_.join(Role::eve);
  room_.ciphertext();
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"welcome 0.0"}));
  room_.feedback();
  room_.done(Role::alice);
  room_.done(Role::bob);
  EXPECT_EQ(room_.heard(Role::eve).back(), "turn 0.1 eve");
}

}  // namespace
}  // namespace sotto
