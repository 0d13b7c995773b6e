// Getting together: who is waited for, who is refused, when the first turn is given.
#include "shared/protocol/limits.hpp"
#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;
using protocol::SessionState;

TEST(RoomStart, TheFirstTurnIsGivenOnceAllThreeAreThere) {
  RoomScript room;
  room.join(Role::eve);
  room.join(Role::alice);
  EXPECT_EQ(room.status().text, "waiting for Bob: to join, step 0, 0.0 s of 1.0 s");
  EXPECT_EQ(room.heard(Role::alice), (Lines{"welcome 0.0"}));
  room.join(Role::bob);
  EXPECT_EQ(room.heard(Role::alice), (Lines{"turn 0.0 alice_bob"}));
  EXPECT_EQ(room.heard(Role::bob), (Lines{"welcome 0.0", "turn 0.0 alice_bob"}));
  EXPECT_EQ(room.heard(Role::eve), (Lines{"welcome 0.0", "turn 0.0 alice_bob"}));
  EXPECT_EQ(room.status().state, SessionState::running);
  EXPECT_EQ(room.status().connected, (std::vector{Role::alice, Role::bob, Role::eve}));
}

TEST(RoomStart, WhoIsMissingIsNamedInOrder) {
  RoomScript room;
  EXPECT_EQ(room.status().waiting->role, Role::alice);
  room.join(Role::alice);
  EXPECT_EQ(room.status().waiting->role, Role::bob);
  room.join(Role::bob);
  EXPECT_EQ(room.status().waiting->role, Role::eve);
  EXPECT_EQ(room.status().waiting->what, "to join");
  EXPECT_EQ(room.status().waiting->deadline_ms, 1'000);
}

TEST(RoomStart, WithoutEveAliceAndBobBeginWhenHerDeadlineIsOver) {
  RoomScript room;
  room.after(5'000);  // her time starts when there is somebody to hear
  room.join(Role::alice);
  room.join(Role::bob);
  room.forget();
  room.after(999);
  EXPECT_EQ(room.heard(Role::alice), Lines{});
  room.after(1);
  EXPECT_EQ(room.heard(Role::alice), (Lines{"turn 0.0 alice_bob"}));
  room.play_step(/*eve_too=*/false);
  EXPECT_EQ(room.status().step, 1);
  EXPECT_EQ(room.report()["waits"]["Eve: to join"]["missed"], 1);
}

TEST(RoomStart, EveWhoComesLateListensFromTheNextStepOn) {
  RoomScript room;
  room.join(Role::alice);
  room.join(Role::bob);
  room.after(1'000);
  room.ciphertext();
  room.join(Role::eve);
  EXPECT_EQ(room.heard(Role::eve), (Lines{"welcome 0.0"}));
  room.feedback();
  room.done(Role::alice);
  room.done(Role::bob);
  EXPECT_EQ(room.heard(Role::eve), (Lines{"turn 0.1 eve"}));
  room.play_step();
  EXPECT_EQ(room.status().step, 2);
}

TEST(RoomStart, WithoutBobNothingBeginsHoweverLongItTakes) {
  RoomScript room;
  room.join(Role::alice);
  room.join(Role::eve);
  room.after(60'000);
  EXPECT_EQ(room.status().text,
            "Bob has not joined within 1.0 s: the session stands still until Bob joins");
  EXPECT_EQ(room.status().state, SessionState::gathering);
  EXPECT_FALSE(room.room().next_deadline()) << "nothing happens by itself now";
  room.join(Role::bob);
  EXPECT_EQ(room.status().state, SessionState::running);
}

TEST(RoomStart, ASecondAliceIsRefusedAndTheFirstIsNotDisturbed) {
  RoomScript room;
  room.join_all();
  room.forget();
  const auto second = room.join(Role::alice);
  EXPECT_EQ(room.heard(second), (Lines{"error role_taken", "close 4017"}));
  EXPECT_EQ(room.last_error(), "Alice is connected to session 'test' already");
  EXPECT_EQ(room.refused(ErrorCode::role_taken), 1);
  room.play_step();
  EXPECT_EQ(room.heard(Role::alice), (Lines{"feedback 0.0", "turn 0.1 eve"}));
}

// A relay that restarts knows nothing; the parties know where they were.
TEST(RoomStart, AFreshRoomGoesOnAtTheNewestStepThatAliceAndBobHold) {
  RoomScript room;
  room.join(Role::eve, {7, 8});
  room.join(Role::alice, {6, 7});
  room.join(Role::bob, {7, 8});
  EXPECT_EQ(room.heard(Role::alice), (Lines{"welcome 0.0", "rewind 1.7", "turn 1.7 eve"}));
  EXPECT_EQ(room.heard(Role::bob), (Lines{"welcome 0.0", "rewind 1.7", "turn 1.7 eve"}));
  EXPECT_EQ(room.heard(Role::eve), (Lines{"welcome 0.0", "rewind 1.7", "turn 1.7 eve"}));
  EXPECT_EQ(room.status().main_steps, 3);
}

TEST(RoomStart, PartiesThatHoldNoStepInCommonBeginAtTheBeginning) {
  for (const auto& bob : {std::vector<std::int64_t>{6, 7}, std::vector<std::int64_t>{}}) {
    RoomScript room;
    room.join(Role::eve);
    room.join(Role::alice, {8, 9});
    room.join(Role::bob, bob);
    EXPECT_EQ(room.heard(Role::bob), (Lines{"welcome 0.0", "rewind 1.0", "turn 1.0 alice_bob"}));
  }
}

TEST(RoomStart, PartiesThatHoldTheirFirstWeightsBeginAtTheBeginning) {
  RoomScript room;
  for (const auto role : kParties) room.join(role, {0});
  EXPECT_EQ(room.heard(Role::alice), (Lines{"welcome 0.0", "turn 0.0 alice_bob"}));
}

TEST(RoomStart, HelloTwiceIsRefused) {
  RoomScript room;
  room.join_all();
  room.forget();
  room.send(Role::bob, protocol::ToRelay{protocol::Hello{3, "test", Role::bob, "", {}}});
  EXPECT_EQ(room.heard(Role::bob), (Lines{"error duplicate"}));
}

TEST(RoomStart, WhoNeverJoinedIsNotListenedTo) {
  RoomScript room;
  room.join_all();
  const auto second = room.join(Role::alice);
  room.forget();
  room.send(second, protocol::ToRelay{protocol::Done{}});
  room.send(second, frame(kCiphertextKind, 0, 0));
  room.undecodable(second, ErrorCode::bad_json);
  room.leave(second);
  EXPECT_EQ(room.heard(second), Lines{});
  for (const auto role : kParties) EXPECT_EQ(room.heard(role), Lines{});
  EXPECT_TRUE(room.told<protocol::Notice>().empty());
}

}  // namespace
}  // namespace sotto
