// How a session ends: its limit, the secret kept, farewells and the report.
#include "shared/session/report.hpp"
#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;
using protocol::SessionState;

SessionConfig three_steps() {
  auto config = small_session();
  config.steps = 3;
  return config;
}

TEST(RoomEnd, TheStepLimitEndsTheSession) {
  RoomScript room(three_steps());
  room.join_all();
  room.play_steps(3);
  for (const auto role : kParties) EXPECT_EQ(room.heard(role).back(), "finish 1.3 no_secret");
  EXPECT_EQ(room.status().state, SessionState::finishing);
  EXPECT_EQ(room.status().text, "waiting for Alice: farewell, step 3");
}

TEST(RoomEnd, DigestsOfTheFarewellsAreInTheReport) {
  RoomScript room(three_steps());
  room.join_all();
  room.play_steps(3);
  room.forget();
  room.done(Role::alice, {.digests = {{"alice", digest('a')}, {"shadow", digest('e')}}});
  room.done(Role::bob, {.digests = {{"bob", digest('b')}}});
  EXPECT_FALSE(room.room().finished());
  EXPECT_EQ(room.heard(Role::alice), Lines{}) << "nobody is closed before everybody has answered";
  room.done(Role::eve, {.digests = {{"eve", digest('e')}}});
  EXPECT_TRUE(room.room().finished());
  for (const auto role : kParties) EXPECT_EQ(room.heard(role), (Lines{"close 1000"}));
  const auto report = room.report();
  EXPECT_EQ(report["outcome"], "no_secret");
  EXPECT_EQ(report["reason"], "all steps are done");
  EXPECT_EQ(report["steps"], 3);
  EXPECT_EQ(report["alice_bob_steps"], 1);
  EXPECT_EQ(report["digests"]["alice"], digest('a'));
  EXPECT_EQ(report["digests"]["bob"], digest('b'));
  EXPECT_EQ(report["digests"]["eve"], digest('e'));
  EXPECT_EQ(report["digests"]["shadow"], digest('e'));
  EXPECT_EQ(report["twin_in_step"], true);
  EXPECT_TRUE(goal_met(report));
  EXPECT_EQ(room.status().text, "finished before step 3: all steps are done");
}

TEST(RoomEnd, WhoDoesNotSayFarewellInTimeIsClosedWithoutIt) {
  RoomScript room(three_steps());
  room.join_all();
  room.play_steps(3);
  room.done(Role::alice, {.digests = {{"alice", digest('a')}}});
  room.done(Role::eve, {.digests = {{"eve", digest('e')}}});
  room.forget();
  room.after(299);
  EXPECT_FALSE(room.room().finished());
  room.after(1);
  EXPECT_TRUE(room.room().finished());
  EXPECT_EQ(room.heard(Role::bob), (Lines{"error deadline", "close 4019"}));
  EXPECT_EQ(room.heard(Role::alice), (Lines{"close 1000"}));
  EXPECT_EQ(room.report()["digests"]["bob"], nullptr);
  EXPECT_EQ(room.report()["waits"]["Bob: farewell"]["missed"], 1);
}

TEST(RoomEnd, NobodySaysFarewell) {
  RoomScript room(three_steps());
  room.join_all();
  room.play_steps(3);
  room.after(300);
  EXPECT_TRUE(room.room().finished());
}

TEST(RoomEnd, EveWhoLeavesInsteadOfAFarewellIsNotWaitedFor) {
  RoomScript room(three_steps());
  room.join_all();
  room.play_steps(3);
  room.done(Role::alice, {.digests = {{"alice", digest('a')}}});
  room.leave(Role::eve);
  EXPECT_FALSE(room.room().finished());
  room.done(Role::bob, {.digests = {{"bob", digest('b')}}});
  EXPECT_TRUE(room.room().finished());
}

// What he has learned is lost with him: it is learned again, and so are the steps to the end.
TEST(RoomEnd, BobWhoIsLostBeforeHisFarewellIsWaitedForAndTheEndComesAgain) {
  RoomScript room(three_steps());
  room.join_all();
  room.play_steps(3);
  room.done(Role::alice, {.digests = {{"alice", digest('f')}}});
  room.leave(Role::bob);
  EXPECT_EQ(room.status().state, SessionState::gathering);
  EXPECT_EQ(room.status().waiting->role, Role::bob);
  room.join(Role::bob);
  EXPECT_EQ(room.heard(Role::alice).back(), "turn 2.0 alice_bob");
  room.play_steps(3);
  EXPECT_EQ(room.heard(Role::bob).back(), "finish 3.3 no_secret");
  room.done(Role::alice, {.digests = {{"alice", digest('a')}}});
  room.done(Role::bob, {.digests = {{"bob", digest('b')}}});
  room.done(Role::eve, {.digests = {{"eve", digest('e')}}});
  EXPECT_TRUE(room.room().finished());
  EXPECT_EQ(room.report()["digests"]["alice"], digest('a'));
}

// Her line broke, and the relay does not know it yet.
TEST(RoomEnd, AliceWhoIsToSayFarewellOnANewLineIsNotToldThatAllIsOver) {
  RoomScript room(three_steps());
  room.join_all();
  room.play_steps(3);
  const auto again = room.join(Role::alice);
  EXPECT_EQ(room.heard(again), (Lines{"error role_taken", "close 4017"}));
  room.leave(Role::alice);
  room.join(Role::alice);
  EXPECT_EQ(room.heard(Role::alice).back(), "turn 2.0 alice_bob");
}

// Else nobody would be there for the end that comes again where Bob is lost, too.
TEST(RoomEnd, AliceWhoIsLostBehindHerFarewellMayComeBackUntilAllIsOver) {
  RoomScript room(three_steps());
  room.join_all();
  room.play_steps(3);
  room.done(Role::alice, {.digests = {{"alice", digest('a')}}});
  room.leave(Role::alice);
  EXPECT_EQ(room.status().state, SessionState::finishing);
  const auto again = room.join(Role::alice, {3});
  EXPECT_EQ(room.heard(again), (Lines{"welcome 1.3", "finish 1.3 no_secret"}));
  room.done(Role::bob, {.digests = {{"bob", digest('b')}}});
  room.done(Role::eve, {.digests = {{"eve", digest('e')}}});
  EXPECT_TRUE(room.room().finished());
  EXPECT_EQ(room.report()["digests"]["alice"], digest('a'));
  const auto late = room.join(Role::alice);
  EXPECT_EQ(room.heard(late), (Lines{"error session_over", "close 4021"}));
}

TEST(RoomEnd, AfterAStopNobodyIsWaitedFor) {
  RoomScript room(small_session());
  room.join_all();
  room.play_steps(3);
  room.command(protocol::CommandName::stop);
  room.after(500);
  EXPECT_EQ(room.status().state, SessionState::finishing);
  room.leave(Role::bob);
  room.done(Role::alice, {.digests = {{"alice", digest('a')}}});
  room.done(Role::eve, {.digests = {{"eve", digest('e')}}});
  EXPECT_TRUE(room.room().finished());
}

TEST(RoomEnd, EveWhoIsBehindIsToldTooAndMayAnswer) {
  RoomScript room(three_steps());
  room.join_all();
  room.play_step(/*eve_too=*/false);
  room.after(100);
  room.play_step(/*eve_too=*/false);
  room.play_step(/*eve_too=*/false);
  EXPECT_EQ(room.heard(Role::eve).back(), "finish 1.3 no_secret");
  room.done(Role::eve, 0, 0);  // what she still owed
  room.done(Role::eve, {.digests = {{"eve", digest('e')}}});
  room.done(Role::alice, {.digests = {{"alice", digest('a')}}});
  room.done(Role::bob, {.digests = {{"bob", digest('b')}}});
  EXPECT_TRUE(room.room().finished());
  EXPECT_EQ(room.report()["digests"]["eve"], digest('e'));
}

// ---- The secret ----

/// Only Alice-Bob steps, until the secret is kept.
SessionConfig until_secret() {
  auto config = small_session();
  config.cycle = {{"alice_bob", 1}};
  config.minibatch = 32;  // a window of enough examples to tell that Eve has learned
  config.until = "secret";
  config.steps = 100;
  return config;
}

TEST(RoomSecret, KeptOverAWindowItEndsTheSession) {
  RoomScript room(until_secret());
  room.join_all();
  room.eve_learns();
  for (int i = 0; i < 19; ++i) room.play_step(true, /*bob_wrong=*/0, /*eve_wrong=*/2);
  EXPECT_EQ(room.status().state, SessionState::running);
  EXPECT_EQ(room.status().goal_text, "no secret yet");
  room.play_step(true, 0, 2);
  EXPECT_EQ(room.heard(Role::alice).back(), "finish 1.40 secret");
  EXPECT_EQ(room.status().goal_since_step, 39);
  EXPECT_EQ(room.status().goal_text, "Eve fails since step 39");
  room.farewells();
  const auto report = room.report();
  EXPECT_EQ(report["outcome"], "secret");
  EXPECT_EQ(report["secret_at_step"], 39);
  EXPECT_EQ(report["bob_bits_wrong"], 0.0);
  EXPECT_EQ(report["eve_bits_wrong"], 2.0);
  EXPECT_EQ(report["shadow_bits_wrong"], 2.0);
  EXPECT_TRUE(goal_met(report));
}

TEST(RoomSecret, IsNoneWhereEveReadsOrBobCannot) {
  for (const auto& [bob, eve] : {std::pair{0.0, 1.0}, std::pair{2.0, 2.0}}) {
    RoomScript room(until_secret());
    room.join_all();
    for (int i = 0; i < 100; ++i) room.play_step(true, bob, eve);
    EXPECT_EQ(room.heard(Role::alice).back(), "finish 1.100 no_secret");
    room.farewells();
    EXPECT_FALSE(goal_met(room.report()));
  }
}

// Her failing says nothing before she has had her chance.
TEST(RoomSecret, IsNoneWhereEveHasNotBegunToLearn) {
  RoomScript room(until_secret());
  room.join_all();
  for (int i = 0; i < 99; ++i) room.play_step(true, /*bob_wrong=*/0, /*eve_wrong=*/2);
  EXPECT_EQ(room.status().goal_text,
            "no secret yet: Eve has had 0 of the 2000 minibatches that are her chance");
  room.play_step(true, 0, 2);
  EXPECT_EQ(room.heard(Role::alice).back(), "finish 1.100 no_secret");
}

TEST(RoomSecret, IsKeptFromAnEveWhoTrainedLongEnough) {
  auto config = until_secret();
  config.cycle = {{"alice_bob", 1}, {"eve", 9}};
  config.steps = 0;
  config.minibatch = 2;
  RoomScript room(config);
  room.join_all();
  while (room.status().state == SessionState::running && room.status().step < 4'000)
    room.play_step(true, 0, 2);
  // Bob could read once his window of 20 was full; 2,000 minibatches of Eve's from there.
  EXPECT_EQ(room.status().goal_since_step, 190 + 10 * 223);
  EXPECT_EQ(room.heard(Role::alice).back(), "finish 1.2421 secret");
}

// Who is not there cannot be kept from reading.
TEST(RoomSecret, IsNoneWithoutEve) {
  RoomScript room(until_secret());
  room.join(Role::alice);
  room.join(Role::bob);
  room.after(1'000);
  for (int i = 0; i < 30; ++i) room.play_step(/*eve_too=*/false, 0);
  EXPECT_EQ(room.status().state, SessionState::running);
  EXPECT_FALSE(room.status().goal_since_step);
}

TEST(RoomSecret, EvesOwnStepsDoNotCount) {
  auto config = small_session();
  config.cycle = {{"alice_bob", 1}, {"eve", 1}};
  config.minibatch = 32;
  RoomScript room(config);
  room.join_all();
  room.eve_learns();
  room.play_step();  // Eve's, to the end of the cycle
  for (int i = 0; i < 20; ++i) {
    room.play_step(true, 0, 2);
    room.play_step(true, 4, 0);  // Eve's: her figures there are reported apart
  }
  EXPECT_EQ(room.status().mean("eve"), 2.0);
  EXPECT_TRUE(room.status().goal_since_step);
  EXPECT_EQ(room.report()["eve_training_bits_wrong"], 0.0);
}

TEST(RoomReport, OfASessionThatIsGoingOnHasNoOutcomeYet) {
  RoomScript room;
  EXPECT_EQ(room.report()["outcome"], "failed");
  EXPECT_EQ(room.report()["wall_s"], 0.0);
  EXPECT_FALSE(goal_met(room.report()));
}

TEST(RoomReport, CountsRefusalsFromBeforeTheRoomToo) {
  RoomScript room;
  room.count_refusal(ErrorCode::bad_token);
  EXPECT_EQ(room.report()["refused"], (Json{{"bad_token", 1}}));
  EXPECT_EQ(room.status().refused, 1);
}

}  // namespace
}  // namespace sotto
