// A step: who is heard by whom, what is refused and why, who is disconnected for it.
#include <cmath>

#include "shared/protocol/limits.hpp"
#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;

/// All three are there and the first turn, of Alice and Bob, is open.
class RoomStep : public testing::Test {
 protected:
  RoomStep() {
    room_.join_all();
    room_.forget();
  }

  /// The last message from `from` was refused with that code, nobody else heard anything of it, and
  /// it was counted.
  void expect_refused(Role from, ErrorCode code, std::int64_t count = 1) {
    EXPECT_EQ(room_.heard(from), (Lines{"error " + std::string(name(code))}));
    for (const auto other : kParties)
      if (other != from) {
        EXPECT_EQ(room_.heard(other), Lines{});
      }
    EXPECT_EQ(room_.refused(code), count);
  }

  RoomScript room_;
};

TEST_F(RoomStep, AWholeCycle) {
  room_.ciphertext();
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"ciphertext 0.0"}));
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"ciphertext 0.0"}));
  room_.done(Role::eve);
  room_.feedback();
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"feedback 0.0"}));
  EXPECT_EQ(room_.heard(Role::eve), Lines{}) << "feedback is not for Eve";
  room_.done(Role::bob);
  EXPECT_EQ(room_.heard(Role::bob), Lines{}) << "no turn before everybody is done";
  room_.done(Role::alice);
  for (std::int64_t step = 1; step <= 2; ++step) {
    const auto turn = "turn 0." + std::to_string(step) + " eve";
    for (const auto role : kParties) EXPECT_EQ(room_.heard(role), (Lines{turn}));
    room_.ciphertext();
    const auto ciphertext = "ciphertext 0." + std::to_string(step);
    EXPECT_EQ(room_.heard(Role::bob), (Lines{ciphertext}));
    EXPECT_EQ(room_.heard(Role::eve), (Lines{ciphertext}));
    for (const auto role : kParties) room_.done(role);
  }
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"turn 0.3 alice_bob"}));
  EXPECT_EQ(room_.status().main_steps, 1);
}

TEST_F(RoomStep, EveryHundredthTurnAsksForDigests) {
  room_.play_steps(99);
  EXPECT_EQ(room_.heard(Role::bob).back(), "turn 0.99 alice_bob digest");
  room_.ciphertext();
  room_.feedback();
  room_.done(Role::eve, {.digests = {{"eve", digest('e')}}});
  room_.done(Role::alice, {.digests = {{"alice", digest('a')}, {"shadow", digest('e')}}});
  EXPECT_FALSE(room_.status().twin_in_step);
  room_.done(Role::bob, {.digests = {{"bob", digest('b')}}});
  EXPECT_EQ(room_.status().twin_in_step, true);
  EXPECT_EQ(room_.heard(Role::alice).back(), "turn 0.100 eve");
}

TEST_F(RoomStep, ATwinThatIsOutOfStepIsNoticed) {
  room_.ciphertext();
  room_.feedback();
  room_.done(Role::eve, {.digests = {{"eve", digest('e')}}});
  room_.done(Role::alice, {.digests = {{"shadow", digest('f')}}});
  room_.done(Role::bob);
  EXPECT_EQ(room_.status().twin_in_step, false);
}

TEST_F(RoomStep, TheWaitIsNamedWithItsTimeAndDeadline) {
  room_.ciphertext();
  room_.after(50);
  const auto status = room_.status();
  EXPECT_EQ(status.text, "waiting for Bob: feedback, step 0, 0.1 s of 0.3 s");
  ASSERT_TRUE(status.waiting);
  EXPECT_EQ(status.waiting->role, Role::bob);
  EXPECT_EQ(status.waiting->what, "feedback");
  EXPECT_EQ(status.waiting->waited_ms, 50);
  EXPECT_EQ(status.waiting->deadline_ms, 300);
}

TEST_F(RoomStep, ASilentBobIsDisconnectedAtHisDeadline) {
  room_.ciphertext();
  room_.done(Role::eve);
  room_.forget();
  room_.after(299);
  EXPECT_EQ(room_.heard(Role::bob), Lines{});
  room_.after(1);
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"error deadline", "close 4019"}));
  EXPECT_EQ(room_.last_error(), "Bob was silent for longer than 300 ms");
  EXPECT_EQ(room_.told(protocol::NoticeKind::left),
            Lines{"Bob was sent away: Bob was silent for longer than 300 ms"});
  EXPECT_EQ(room_.status().text, "waiting for Bob: to join, step 0, 0.0 s of 1.0 s");
  EXPECT_EQ(room_.report()["waits"]["Bob: feedback"]["missed"], 1);
  EXPECT_EQ(room_.report()["waits"]["Bob: feedback"]["longest_ms"], 300.0);
}

TEST_F(RoomStep, ASilentAliceIsDisconnectedAtHerDeadline) {
  room_.after(300);
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"error deadline", "close 4019"}));
  EXPECT_EQ(room_.heard(Role::bob), Lines{}) << "he could not have said anything";
}

// ---- Refused ----

TEST_F(RoomStep, AnotherStepsCiphertextIsOutOfTurn) {
  room_.send(Role::alice, frame(kCiphertextKind, 0, 1));
  expect_refused(Role::alice, ErrorCode::out_of_turn);
  EXPECT_EQ(room_.last_error(), "a message for step 1, expected step 0");
}

TEST_F(RoomStep, FeedbackBeforeTheCiphertextIsOutOfTurn) {
  room_.feedback();
  expect_refused(Role::bob, ErrorCode::out_of_turn);
}

TEST_F(RoomStep, FeedbackInEvesStepIsOutOfTurn) {
  room_.play_step();
  room_.ciphertext();
  room_.forget();
  room_.feedback();
  expect_refused(Role::bob, ErrorCode::out_of_turn);
}

TEST_F(RoomStep, DoneBeforeTheCiphertextIsOutOfTurn) {
  std::int64_t count = 0;
  for (const auto role : kParties) {
    room_.done(role);
    expect_refused(role, ErrorCode::out_of_turn, ++count);
  }
}

TEST_F(RoomStep, DoneForAnotherStepIsOutOfTurn) {
  room_.ciphertext();
  room_.forget();
  room_.done(Role::bob, 0, 7);
  expect_refused(Role::bob, ErrorCode::out_of_turn);
}

TEST(RoomStepEarly, BeforeTheFirstTurnEverythingIsOutOfTurn) {
  RoomScript waiting;
  waiting.join(Role::alice);
  waiting.forget();
  waiting.ciphertext();
  EXPECT_EQ(waiting.heard(Role::alice), (Lines{"error out_of_turn"}));
  EXPECT_EQ(waiting.last_error(), "no turn has been given, wait for one");
}

TEST_F(RoomStep, AnEpochThatHasNotBegunIsRefused) {
  room_.send(Role::alice, frame(kCiphertextKind, 1, 0));
  expect_refused(Role::alice, ErrorCode::wrong_epoch);
  room_.done(Role::bob, 4'000'000'000U, 0);
  expect_refused(Role::bob, ErrorCode::wrong_epoch, 2);
}

TEST_F(RoomStep, TheSameTwiceIsADuplicate) {
  room_.ciphertext();
  room_.forget();
  room_.ciphertext();
  expect_refused(Role::alice, ErrorCode::duplicate);
  room_.done(Role::eve);
  room_.done(Role::eve);
  expect_refused(Role::eve, ErrorCode::duplicate, 2);
}

TEST_F(RoomStep, AnotherRolesFrameIsRefused) {
  room_.send(Role::bob, frame(kCiphertextKind, 0, 0));
  expect_refused(Role::bob, ErrorCode::wrong_role);
  room_.send(Role::alice, frame(kFeedbackKind, 0, 0));
  expect_refused(Role::alice, ErrorCode::wrong_role, 2);
  EXPECT_EQ(room_.last_error(), "feedback comes from Bob, not from Alice");
}

TEST_F(RoomStep, OnlyAliceReportsOnAShadow) {
  room_.ciphertext();
  room_.feedback();
  room_.forget();
  room_.done(Role::bob, {.values = {{"shadow", 1}}});
  expect_refused(Role::bob, ErrorCode::wrong_role);
}

TEST_F(RoomStep, PartiesGiveNoOrders) {
  room_.send(Role::alice,
             protocol::ToRelay{protocol::Command{.name = protocol::CommandName::stop}});
  expect_refused(Role::alice, ErrorCode::wrong_role);
}

TEST_F(RoomStep, AnotherShapeIsRefused) {
  room_.send(Role::alice, frame(kCiphertextKind, 0, 0, 0.5F, 3, 4));
  expect_refused(Role::alice, ErrorCode::wrong_shape);
  EXPECT_EQ(room_.last_error(), "a frame of 3 x 4, expected 2 x 4");
  room_.send(Role::alice, frame(kCiphertextKind, 0, 0, 0.5F, 4, 2));  // as many values, transposed
  expect_refused(Role::alice, ErrorCode::wrong_shape, 2);
}

TEST_F(RoomStep, ACiphertextIsFiniteAndAtMostOne) {
  for (const float bad : {NAN, 1.5F}) room_.send(Role::alice, frame(kCiphertextKind, 0, 0, bad));
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"error not_finite", "error not_finite"}));
  EXPECT_EQ(room_.heard(Role::bob), Lines{});
  room_.send(Role::alice, frame(kCiphertextKind, 0, 0, -1.0F));  // a tanh may round to its bound
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"ciphertext 0.0"}));
}

TEST_F(RoomStep, FeedbackIsFiniteAndWithinItsBound) {
  room_.ciphertext();
  room_.forget();
  for (const float bad : {INFINITY, 2e4F}) room_.send(Role::bob, frame(kFeedbackKind, 0, 0, bad));
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"error not_finite", "error not_finite"}));
  EXPECT_EQ(room_.heard(Role::alice), Lines{});
  room_.send(Role::bob, frame(kFeedbackKind, 0, 0, 1e4F));
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"feedback 0.0"}));
}

TEST_F(RoomStep, AfterARefusalTheGoodMessageIsStillAwaited) {
  room_.send(Role::alice, frame(kCiphertextKind, 0, 0, NAN));
  room_.undecodable(Role::bob, ErrorCode::bad_json);
  room_.forget();
  room_.play_step();
  EXPECT_EQ(room_.status().step, 1);
  EXPECT_EQ(room_.status().refused, 2);
}

TEST_F(RoomStep, TheThirdRefusalDisconnects) {
  for (int i = 0; i < 2; ++i) room_.undecodable(Role::bob, ErrorCode::forged);
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"error forged", "error forged"}));
  room_.feedback();
  EXPECT_EQ(room_.heard(Role::bob),
            (Lines{"error out_of_turn", "error too_many_violations", "close 4018"}));
  EXPECT_EQ(room_.status().waiting->role, Role::bob);
  EXPECT_EQ(room_.report()["refused"], (Json{{"forged", 2}, {"out_of_turn", 1}}));
}

TEST_F(RoomStep, WhoComesBackStartsWithoutAStain) {
  for (int i = 0; i < 3; ++i) room_.undecodable(Role::bob, ErrorCode::forged);
  room_.join(Role::bob, {0});
  room_.forget();
  for (int i = 0; i < 2; ++i) room_.undecodable(Role::bob, ErrorCode::forged);
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"error forged", "error forged"}));
}

// ---- Chat ----

TEST_F(RoomStep, ChatGoesToBobAndEveAtAnyTime) {
  room_.send(Role::alice, frame(protocol::kChatFrame, 0, 0, 0.5F, 7, 4));
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"chat 0.0"}));
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"chat 0.0"}));
  EXPECT_EQ(room_.heard(Role::alice), Lines{});
  room_.play_step();
  EXPECT_EQ(room_.status().step, 1) << "the step is not disturbed";
}

TEST_F(RoomStep, ChatComesFromAliceAlone) {
  room_.send(Role::bob, frame(protocol::kChatFrame, 0, 0));
  expect_refused(Role::bob, ErrorCode::wrong_role);
}

TEST_F(RoomStep, ChatOfAnotherShapeIsRefused) {
  room_.send(Role::alice, frame(protocol::kChatFrame, 0, 0, 0.5F, 2, 8));
  expect_refused(Role::alice, ErrorCode::wrong_shape);
  room_.send(Role::alice, frame(protocol::kChatFrame, 0, 0, 0.5F, protocol::kMaxChatRows + 1, 4));
  expect_refused(Role::alice, ErrorCode::wrong_shape, 2);
}

TEST_F(RoomStep, ChatBeyondItsBoundIsRefused) {
  room_.send(Role::alice, frame(protocol::kChatFrame, 0, 0, NAN));
  expect_refused(Role::alice, ErrorCode::not_finite);
}

}  // namespace
}  // namespace sotto
