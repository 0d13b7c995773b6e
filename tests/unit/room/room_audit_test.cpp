// Audits: steps in which attackers are shown the cipher, and what becomes of a session by them.
#include "shared/session/report.hpp"
#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::Command;
using protocol::CommandName;
using protocol::ErrorCode;
using protocol::Finding;
using protocol::SessionState;

/// Two minibatches to learn from, and one to be judged on.
SessionConfig audited_session(std::string until = std::string(kUntilAudited)) {
  auto config = small_session();
  config.until = std::move(until);
  config.audit_minibatches = 2;
  config.audit_held_out = 1;
  config.finding_deadline_ms = 2'000;
  return config;
}

protocol::ToRelay finding(const std::string& attacker, std::int64_t audit, double wrong,
                          bool final = true) {
  return Finding{.attacker = attacker,
                 .audit = audit,
                 .reads = "bits",
                 .minibatches = 2,
                 .of = 2,
                 .final = final,
                 .missed = 0,
                 .bits_wrong = wrong,
                 .low = wrong,
                 .high = wrong,
                 .leak_bits = 0,
                 .gain = 2 - wrong};
}

class RoomAudit : public testing::Test {
 protected:
  explicit RoomAudit(const SessionConfig& config = audited_session(std::string(kUntilSteps)))
      : room_(config) {
    linear_ = room_.attack("linear");
    room_.join_all();
    room_.forget();
  }

  RoomScript room_;
  MemberId linear_ = 0;
};

TEST_F(RoomAudit, IsPutBetweenTwoCyclesAndAttackersHearNothingElse) {
  const auto result = room_.result_of({.name = CommandName::audit});
  EXPECT_EQ(result.from_step, 3);
  EXPECT_EQ(room_.told<PlanChanged>().back().change,
            (Change{.at_step = 3, .kind = ChangeKind::audit}));
  room_.play_steps(7);
  EXPECT_EQ(room_.heard(Role::bob),
            (Lines{"ciphertext 0.0", "turn 0.1 eve", "ciphertext 0.1", "turn 0.2 eve",
                   "ciphertext 0.2", "turn 0.3 audit of 3", "ciphertext 0.3", "turn 0.4 audit of 3",
                   "ciphertext 0.4", "turn 0.5 audit of 3", "ciphertext 0.5", "turn 0.6 alice_bob",
                   "ciphertext 0.6", "turn 0.7 eve"}));
  EXPECT_EQ(room_.heard(linear_),
            (Lines{"turn 0.3 audit of 3", "ciphertext 0.3", "turn 0.4 audit of 3", "ciphertext 0.4",
                   "turn 0.5 audit of 3", "ciphertext 0.5"}));
  EXPECT_EQ(room_.status().main_steps, 2);
  EXPECT_EQ(room_.told(NoticeKind::audit), (Lines{"an audit begins: there attack linear"}));
}

TEST_F(RoomAudit, WaitsForNoAttacker) {
  room_.command(CommandName::audit);
  room_.play_steps(9);
  EXPECT_EQ(room_.status().step, 9) << "without the clock moving at all";
  const auto waits = room_.report().at("waits");
  for (const auto& due : waits.items())
    EXPECT_EQ(due.key().find("attacker"), std::string::npos) << due.key();
}

TEST_F(RoomAudit, OneIsOrderedAtATime) {
  EXPECT_FALSE(room_.order({.name = CommandName::audit, .at_step = 9}));
  EXPECT_EQ(room_.order({.name = CommandName::audit}), ErrorCode::out_of_turn);
  EXPECT_EQ(room_.last_error(),
            "an audit is ordered from step 9 on, the next one may be when it is over");
  room_.play_steps(12);
  EXPECT_FALSE(room_.order({.name = CommandName::audit}));
}

TEST_F(RoomAudit, FindingsAreToldAndTheVerdictWhenAllAreThere) {
  room_.command(CommandName::audit);
  room_.play_steps(5);
  room_.send(linear_, finding("linear", 3, 1.5, /*final=*/false));
  room_.play_steps(2);
  room_.send(linear_, finding("linear", 3, 0.25));
  const auto told = room_.told<protocol::ToldFinding>();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told.back().bits_wrong, 0.25);
  EXPECT_EQ(room_.told(NoticeKind::audit), (Lines{"an audit begins: there attack linear",
                                                  "attacker 'linear' is wrong in 0.2 of 4 bits"}));
  EXPECT_EQ(room_.told(NoticeKind::audited),
            (Lines{"Hollow: 'linear' is wrong in 0.2 of 4 bits without the key, where guessing is "
                   "wrong in 2.0. That Eve fails says only that she does not know how to look."}));
  EXPECT_EQ(room_.status().state, SessionState::running) << "training went on meanwhile";
  const auto audit = room_.report().at("audit");
  EXPECT_EQ(audit.at("grade"), "hollow");
  EXPECT_EQ(audit.at("step"), 3);
  EXPECT_EQ(audit.at("bob_bits_wrong"), 2);
  EXPECT_EQ(audit.at("findings").at(0).at("attacker"), "linear");
}

TEST_F(RoomAudit, WhatAnAttackerMayNotSayEndsItsConnectionAndChangesNothing) {
  room_.send(linear_, protocol::ToRelay{protocol::Done{}});
  EXPECT_EQ(room_.heard(linear_), (Lines{"error listen_only", "error listen_only", "close 4012"}));
  EXPECT_TRUE(room_.status().attackers.empty());
  const auto again = room_.attack("linear");
  room_.send(again, frame(kCiphertextKind, 0, 0));
  EXPECT_EQ(room_.heard(again).back(), "close 4012");
  const auto other = room_.attack("other");
  room_.send(other, finding("linear", 3, 0));
  EXPECT_EQ(room_.heard(other),
            (Lines{"welcome 0.0", "error bad_field", "error listen_only", "close 4012"}));
  for (const auto role : kParties) EXPECT_EQ(room_.heard(role), Lines{});
  room_.play_step();
  EXPECT_EQ(room_.status().step, 1);
}

TEST_F(RoomAudit, AFindingOfNoAuditIsRefusedAndTheThirdIsTheLast) {
  for (int i = 0; i < 3; ++i) room_.send(linear_, finding("linear", 3, 0));
  EXPECT_EQ(room_.heard(linear_),
            (Lines{"error out_of_turn", "error out_of_turn", "error out_of_turn",
                   "error too_many_violations", "close 4018"}));
}

TEST_F(RoomAudit, FindingsComeFromAttackersAlone) {
  const auto listener = room_.join(Role::listener);
  room_.send(listener, finding("linear", 3, 0));
  EXPECT_EQ(room_.heard(listener).back(), "close 4012");
  room_.send(Role::alice, finding("linear", 3, 0));
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"error wrong_role"}));
}

TEST_F(RoomAudit, TwoOfOneNameAreOneTooMany) {
  const auto second = room_.attack("linear");
  EXPECT_EQ(room_.heard(second), (Lines{"error role_taken", "close 4017"}));
  EXPECT_EQ(room_.status().attackers, std::vector<std::string>{"linear"});
}

/// A session that ends after six steps.
class LimitedRoomAudit : public RoomAudit {
 protected:
  static SessionConfig limited() {
    auto config = audited_session(std::string(kUntilSteps));
    config.steps = 6;
    return config;
  }
  LimitedRoomAudit() : RoomAudit(limited()) {}
};

TEST_F(LimitedRoomAudit, DoesNotCountTheStepsOfAnAudit) {
  room_.command(CommandName::audit);
  while (room_.status().step < 6) room_.play_step();
  room_.send(linear_, finding("linear", 3, 2));
  while (room_.status().state == SessionState::running) room_.play_step();
  EXPECT_EQ(room_.status().step, 9) << "six of training, three of the audit";
  room_.farewells();
  EXPECT_EQ(room_.report().at("reason"), "all steps are done");
}

TEST_F(LimitedRoomAudit, HoldsAnAuditWholeThatWasOrderedJustBeforeItsEnd) {
  room_.play_steps(5);
  EXPECT_EQ(room_.result_of({.name = CommandName::audit}).from_step, 6);
  room_.play_steps(4);
  EXPECT_EQ(room_.status().state, SessionState::running);
  EXPECT_EQ(room_.status().text, "waiting for an attacker: finding, step 9, 0.0 s of 2.0 s");
  room_.send(linear_, finding("linear", 6, 2));
  EXPECT_EQ(room_.status().state, SessionState::finishing);
  room_.farewells();
  EXPECT_EQ(room_.report().at("audit").at("grade"), "audited");
}

TEST_F(LimitedRoomAudit, WaitsForFindingsNoLongerThanTheirDeadline) {
  room_.play_steps(5);
  room_.command(CommandName::audit);
  room_.play_steps(4);
  room_.after(1'999);
  EXPECT_EQ(room_.status().state, SessionState::running);
  room_.after(1);
  EXPECT_EQ(room_.status().state, SessionState::finishing);
}

/// A session until it is audited, whose goal is met.
class RoomUntilAudited : public RoomAudit {
 protected:
  RoomUntilAudited() : RoomAudit(audited_session()) {}

  /// Plays until the audit's last step, and returns its first.
  std::int64_t audit() {
    room_.eve_learns();
    while (!room_.status().goal_since_step) room_.play_step(true, /*bob_wrong=*/0);
    const auto met = *room_.status().goal_since_step;
    EXPECT_EQ(room_.told<PlanChanged>().size(), 1U);
    const auto first = room_.told<PlanChanged>().front().change.at_step;
    EXPECT_EQ(first, (met + 1 + 1 + 2) / 3 * 3) << "the next cycle that no turn can be of";
    while (room_.status().step < first + 3) room_.play_step(true, /*bob_wrong=*/0);
    return first;
  }
};

TEST_F(RoomUntilAudited, EndsByWhatTheAttackersFind) {
  const auto first = audit();
  EXPECT_EQ(room_.status().text, "waiting for an attacker: finding, step " +
                                     std::to_string(first + 3) + ", 0.0 s of 2.0 s");
  room_.send(linear_, finding("linear", first, 1.75));
  EXPECT_EQ(room_.status().state, SessionState::finishing);
  room_.farewells();
  EXPECT_EQ(room_.report().at("outcome"), "audited");
  EXPECT_EQ(room_.report().at("audit").at("grade"), "audited");
  EXPECT_TRUE(goal_met(room_.report()));
}

TEST(RoomUntilAuditedWithALimit, IsAuditedAlsoWhereTheGoalIsMetJustBeforeTheLimit) {
  /// Plays until Eve has had her chance and fails; the step by which that is so, or the last one.
  const auto until_goal = [](RoomScript& room) {
    room.join_all();
    room.eve_learns();
    while (room.status().state == SessionState::running && !room.status().goal_since_step)
      room.play_step(true, /*bob_wrong=*/0);
    return room.status().step;
  };
  auto config = audited_session();
  RoomScript unlimited(config);
  config.steps = until_goal(unlimited);
  RoomScript room(config);
  const auto linear = room.attack("linear");
  until_goal(room);
  ASSERT_EQ(room.status().state, SessionState::running);
  const auto first = room.told<PlanChanged>().front().change.at_step;
  ASSERT_GE(first, config.steps);
  while (room.status().step < first + 3) room.play_step(true, /*bob_wrong=*/0);
  room.send(linear, finding("linear", first, 2));
  room.farewells();
  EXPECT_EQ(room.report().at("outcome"), "audited");
}

TEST_F(RoomUntilAudited, DoesNotMeetItsGoalWhereOneReads) {
  const auto first = audit();
  room_.send(linear_, finding("linear", first, 0.5));
  room_.farewells();
  EXPECT_EQ(room_.report().at("outcome"), "hollow");
  EXPECT_FALSE(goal_met(room_.report()));
}

TEST_F(RoomUntilAudited, NamesWhoHasNotReportedByTheDeadline) {
  audit();
  room_.after(1'999);
  EXPECT_EQ(room_.status().state, SessionState::running);
  room_.after(1);
  EXPECT_EQ(room_.status().state, SessionState::finishing);
  room_.farewells();
  EXPECT_EQ(room_.report().at("outcome"), "unaudited");
  EXPECT_EQ(room_.report().at("reason"), "Unaudited: 'linear' has not reported.");
}

TEST_F(RoomUntilAudited, DecidesNothingWithoutAttackers) {
  room_.leave(linear_);
  audit();
  room_.farewells();
  EXPECT_EQ(room_.report().at("outcome"), "unaudited");
}

}  // namespace
}  // namespace sotto
