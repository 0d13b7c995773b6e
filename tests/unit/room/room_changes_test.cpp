// What operators change: the plan from the next cycle on, and how fast turns are given.
#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::Command;
using protocol::ErrorCode;
using protocol::SessionState;
using enum protocol::CommandName;

class RoomChanges : public testing::Test {
 protected:
  RoomChanges() {
    room_.join_all();
    room_.forget();
  }
  RoomScript room_;
};

TEST_F(RoomChanges, HoldFromTheNextCycleThatHasNotBeenGiven) {
  EXPECT_FALSE(room_.order({.name = freeze}));
  EXPECT_EQ(room_.told(NoticeKind::control),
            (Lines{"from step 3 on Alice and Bob keep their weights"}));
  EXPECT_FALSE(room_.order({.name = reset_eve, .at_step = 4}));
  EXPECT_EQ(room_.told<PlanChanged>().back().change,
            (Change{.at_step = 6, .kind = ChangeKind::reset_eve}));
  room_.play_steps(6);
  EXPECT_EQ(
      room_.heard(Role::bob),
      (Lines{"ciphertext 0.0", "turn 0.1 eve", "ciphertext 0.1", "turn 0.2 eve", "ciphertext 0.2",
             "turn 0.3 alice_bob frozen", "ciphertext 0.3", "turn 0.4 eve frozen", "ciphertext 0.4",
             "turn 0.5 eve frozen", "ciphertext 0.5", "turn 0.6 alice_bob frozen generation 1"}));
}

TEST_F(RoomChanges, ANewCycleAndRateAreInTheTurnsAndTheStatus) {
  EXPECT_FALSE(room_.order({.name = cycle, .cycle = Cycle{{"alice_bob", 1}, {"eve", 1}}}));
  EXPECT_FALSE(room_.order({.name = learning_rate, .learning_rate = 0.25}));
  EXPECT_EQ(to_text(room_.status().controls.cycle), "alice_bob:1,eve:2");
  room_.play_steps(5);
  EXPECT_EQ(room_.status().phase, kAliceBobPhase);
  EXPECT_EQ(room_.status().main_steps, 2);
  EXPECT_EQ(to_text(room_.status().controls.cycle), "alice_bob:1,eve:1");
  EXPECT_EQ(room_.status().controls.learning_rate, 0.25);
}

TEST_F(RoomChanges, StayAtTheirStepsWhenStepsAreTakenAgain) {
  EXPECT_FALSE(room_.order({.name = reset_eve}));
  room_.play_steps(3);
  room_.leave(Role::bob);
  room_.forget();
  room_.join(Role::bob, {2, 3});
  EXPECT_EQ(room_.heard(Role::bob),
            (Lines{"welcome 0.3", "rewind 1.3", "turn 1.3 alice_bob generation 1"}));
}

TEST_F(RoomChanges, ThatAreNoneAreRefusedWithASentence) {
  EXPECT_EQ(room_.order({.name = cycle, .cycle = Cycle{{"eve", 1}}}), ErrorCode::bad_field);
  EXPECT_NE(room_.last_error().find("at least one alice_bob step"), std::string::npos);
  EXPECT_EQ(room_.order({.name = learning_rate, .learning_rate = 0}), ErrorCode::bad_field);
  EXPECT_TRUE(room_.room().plan().changes().empty());
  EXPECT_TRUE(room_.told(NoticeKind::control).empty());
}

TEST_F(RoomChanges, DoNotBeginBeyondTheLastPossibleStep) {
  const auto wrong = room_.order({.name = freeze, .at_step = kMaxSteps});
  ASSERT_TRUE(wrong) << "the cycle begins two steps later";
  EXPECT_EQ(*wrong, ErrorCode::bad_field);
  EXPECT_TRUE(room_.told<PlanChanged>().empty());
}

TEST_F(RoomChanges, HaveALimit) {
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(room_.order({.name = freeze}));
  EXPECT_EQ(room_.order({.name = freeze}), ErrorCode::overflow);
}

TEST_F(RoomChanges, ComeTooLateForASessionThatIsOver) {
  room_.command(stop);
  room_.after(2'000);
  EXPECT_TRUE(room_.room().finished());
  EXPECT_EQ(room_.order({.name = freeze}), ErrorCode::session_over);
  EXPECT_FALSE(room_.order({.name = stop}));
}

TEST_F(RoomChanges, AStepIsTakenInAPauseAndNothingMore) {
  EXPECT_EQ(room_.order({.name = step}), ErrorCode::out_of_turn);
  room_.command(pause);
  room_.play_step();
  ASSERT_EQ(room_.status().state, SessionState::paused);
  for (int i = 1; i < 4; ++i) {
    EXPECT_FALSE(room_.order({.name = step}));
    EXPECT_EQ(room_.status().state, SessionState::running);
    room_.play_step();
    EXPECT_EQ(room_.status().state, SessionState::paused);
    EXPECT_EQ(room_.status().step, i + 1);
  }
  room_.command(resume);
  room_.play_steps(3);
  EXPECT_EQ(room_.status().state, SessionState::running);
}

TEST_F(RoomChanges, AStepAfterAnInterruptionIsOneStep) {
  room_.command(pause);
  room_.play_step();
  room_.leave(Role::bob);
  EXPECT_FALSE(room_.order({.name = step}));
  room_.join(Role::bob, {0, 1});
  EXPECT_EQ(room_.status().step, 1);
  room_.play_step();
  EXPECT_EQ(room_.status().state, SessionState::paused);
  EXPECT_EQ(room_.status().step, 2);
}

TEST_F(RoomChanges, SlowMotionGivesTurnsOneByOneAndNotBeforeTheirTime) {
  EXPECT_FALSE(room_.order({.name = pace, .step_ms = 500}));
  room_.after(200);
  room_.play_step();
  room_.forget();
  room_.after(299);
  EXPECT_EQ(room_.heard(Role::bob), Lines{});
  EXPECT_EQ(room_.status().state, SessionState::running);
  room_.after(1);
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"turn 0.1 eve"}));
  room_.play_step();
  EXPECT_EQ(room_.status().controls.step_ms, 500);
  EXPECT_FALSE(room_.order({.name = pace, .step_ms = 0}));
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"ciphertext 0.1", "turn 0.2 eve"}));
}

TEST_F(RoomChanges, PauseBetweenTheStepsOfSlowMotionIsAtOnceAndTakesSingleSteps) {
  EXPECT_FALSE(room_.order({.name = pace, .step_ms = 500}));
  room_.play_step();
  EXPECT_FALSE(room_.order({.name = pause}));
  EXPECT_EQ(room_.status().state, SessionState::paused);
  room_.after(1000);
  EXPECT_EQ(room_.status().step, 1);
  EXPECT_FALSE(room_.order({.name = step}));
  room_.play_step();
  EXPECT_EQ(room_.status().state, SessionState::paused);
  EXPECT_EQ(room_.status().step, 2);
}

TEST(RoomPace, ReplacesTurnsGivenAhead) {
  auto config = small_session();
  config.turns_ahead = 4;
  RoomScript room(config);
  room.join_all();
  EXPECT_FALSE(room.order({.name = protocol::CommandName::pace, .step_ms = 100}));
  room.play_steps(4);  // those that had been given
  room.after(50);
  room.forget();
  room.after(50);
  EXPECT_EQ(room.heard(Role::bob), (Lines{"turn 0.4 eve"}));
}

TEST(RoomProbe, IsAskedForWhileSomebodyWatches) {
  RoomScript room;
  room.join_all();
  room.play_steps(3);
  room.watch();
  room.forget();
  room.play_steps(3);
  EXPECT_EQ(room.heard(Role::alice).back(), "turn 0.6 alice_bob probe");
  room.ciphertext();
  room.feedback();
  const std::string good(2 * 4 * 4, 'x');
  room.done(Role::bob, {.probe = good});
  EXPECT_EQ(room.refused(ErrorCode::wrong_role), 1);
  room.done(Role::alice, {.probe = "short"});
  EXPECT_EQ(room.refused(ErrorCode::bad_field), 1);
  room.done(Role::alice, {.probe = good});
  ASSERT_EQ(room.told<protocol::Probe>().size(), 1U);
  EXPECT_EQ(room.told<protocol::Probe>()[0].values, good);
  EXPECT_EQ(room.told<protocol::Probe>()[0].step, 6);
  room.done(Role::bob);
  room.done(Role::eve);
  room.forget();
  room.play_steps(2);
  EXPECT_EQ(room.heard(Role::alice).back(), "turn 0.9 alice_bob") << "too soon";
  room.ciphertext();
  room.feedback();
  room.done(Role::alice, {.probe = good});
  EXPECT_EQ(room.refused(ErrorCode::out_of_turn), 1) << "nobody asked";
}

TEST(RoomEvents, TellOfALongWaitOnce) {
  auto config = small_session();
  config.reply_deadline_ms = 5'000;
  RoomScript room(config);
  room.join_all();
  room.after(999);
  EXPECT_EQ(room.told(NoticeKind::waiting), Lines{});
  room.after(3'000);
  EXPECT_EQ(room.told(NoticeKind::waiting), (Lines{"waiting for Alice: ciphertext"}));
}

TEST(RoomEvents, TellWhenTheSecretIsKeptAndWhenItIsLost) {
  auto config = small_session();
  config.minibatch = 32;
  RoomScript room(config);
  room.join_all();
  room.eve_learns();  // up to step 57; the secret's steps are 60, 63, ... 117
  while (room.status().step < 2 * 3 * 20) room.play_step(true, 0, 2);
  EXPECT_EQ(room.told(NoticeKind::goal), (Lines{"Eve fails since step 117"}));
  EXPECT_EQ(room.told(NoticeKind::goal_lost), Lines{});
  room.play_step(true, 4, 2);
  EXPECT_EQ(room.told(NoticeKind::goal_lost), (Lines{"the goal is no longer met as of step 120"}));
  const auto results = room.told<StepResult>();
  ASSERT_EQ(results.size(), 121U);
  const auto bob = *room.room().task().find_series("bob");
  EXPECT_EQ(results.back().judged.values[bob], 4.0);
  EXPECT_EQ(results.back().judged.phase, kAliceBobPhase);
  EXPECT_EQ(results[1].judged.phase, kEvePhase);
}

}  // namespace
}  // namespace sotto
