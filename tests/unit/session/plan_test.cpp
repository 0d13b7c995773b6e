#include "shared/session/plan.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

using enum ChangeKind;

const Cycle kOneAndFour{{"alice_bob", 1}, {"eve", 4}};

SessionConfig config() {
  SessionConfig config;  // alice_bob:1,eve:2
  config.decay_steps = 10;
  return config;
}

TEST(Plan, WithoutChangesIsTheSchedule) {
  const Plan plan(config(), "alice_bob");
  const CycleSchedule schedule(config().cycle);
  for (std::int64_t step = 0; step < 60; ++step) {
    EXPECT_EQ(plan.at(step).phase, schedule.phase(step));
    EXPECT_EQ(plan.main_steps_before(step), schedule.count_before("alice_bob", step));
    EXPECT_FALSE(plan.at(step).frozen);
    EXPECT_EQ(plan.at(step).eve_generation, 0);
  }
}

TEST(Plan, EvesStepsTakeTheRateOfTheAliceBobStepBeforeThem) {
  const Plan plan(config(), "alice_bob");
  for (std::int64_t step = 0; step < 60; ++step)
    EXPECT_EQ(plan.at(step).rate, sotto::learning_rate(config(), step / 3)) << step;
}

TEST(Plan, NoiseRestartsAndShadowsAreOfTheMainPhaseAndCountItsStepsAlone) {
  auto noisy = config();  // alice_bob:1,eve:2
  noisy.noise = 0.1;
  noisy.noise_final = 0.8;
  noisy.restart_every = 10;
  noisy.shadows_weight = 9;
  noisy.shadows_rise = 20;
  noisy.shadows_reset_every = 7;
  Plan plan(noisy, "alice_bob");
  for (std::int64_t step = 0; step < 90; ++step) {
    const bool main = step % 3 == 0;
    EXPECT_EQ(plan.at(step).noise, main ? sotto::noise(noisy, step / 3) : 0) << step;
    EXPECT_EQ(plan.at(step).shadows_weight, main ? sotto::shadows_weight(noisy, step / 3) : 0);
    EXPECT_EQ(plan.at(step).shadow_reset,
              main ? sotto::shadow_reset(noisy, step / 3) : std::nullopt);
    EXPECT_EQ(plan.at(step).restart, main && step / 3 % 10 == 9) << step;
  }
  plan.add({.at_step = 3, .kind = audit});
  const auto shift = plan.audit_steps();
  EXPECT_EQ(plan.at(3).noise, 0) << "an audit hears what is sent";
  EXPECT_FALSE(plan.at(27).restart);
  EXPECT_TRUE(plan.at(27 + shift).restart);
}

TEST(Plan, AChangeHoldsFromItsStepOn) {
  Plan plan(config(), "alice_bob");
  plan.add({.at_step = 3, .kind = freeze});
  plan.add({.at_step = 6, .kind = unfreeze});
  plan.add({.at_step = 6, .kind = ChangeKind::learning_rate, .learning_rate = 0.5});
  for (std::int64_t step = 0; step < 12; ++step) {
    EXPECT_EQ(plan.at(step).frozen, step >= 3 && step < 6) << step;
    EXPECT_EQ(plan.at(step).rate == 0.5, step >= 6) << step;
  }
}

TEST(Plan, ANewCycleBeginsWithItsStepAndAliceBobStepsAreCountedOn) {
  Plan plan(config(), "alice_bob");
  plan.add({.at_step = 6, .kind = cycle, .cycle = kOneAndFour});
  plan.add({.at_step = 16, .kind = cycle, .cycle = {{"alice_bob", 2}}});
  std::int64_t alice_bob = 0;
  for (std::int64_t step = 0; step < 24; ++step) {
    const auto expected = step < 6 ? step % 3 == 0 : step < 16 ? (step - 6) % 5 == 0 : true;
    EXPECT_EQ(plan.at(step).phase == "alice_bob", expected) << step;
    EXPECT_EQ(plan.main_steps_before(step), alice_bob) << step;
    if (expected) ++alice_bob;
  }
  EXPECT_EQ(plan.cycle(5), config().cycle);
  EXPECT_EQ(plan.cycle(6), kOneAndFour);
}

TEST(Plan, ResetsAreCountedFromTheirStepOn) {
  Plan plan(config(), "alice_bob");
  plan.add({.at_step = 9, .kind = reset_eve});
  plan.add({.at_step = 3, .kind = reset_eve});
  plan.add({.at_step = 12, .kind = freeze});
  for (std::int64_t step = 0; step < 20; ++step)
    EXPECT_EQ(plan.at(step).eve_generation, step < 3 ? 0 : step < 9 ? 1 : 2) << step;
}

TEST(Plan, WhatComesLaterLeavesTheStepsBeforeItAsTheyWere) {
  Plan plan(config(), "alice_bob");
  plan.add({.at_step = 3, .kind = reset_eve});
  const auto before = plan;
  plan.add({.at_step = 30, .kind = cycle, .cycle = kOneAndFour});
  plan.add({.at_step = 30, .kind = reset_eve});
  for (std::int64_t step = 0; step < 30; ++step) {
    EXPECT_EQ(plan.at(step).phase, before.at(step).phase);
    EXPECT_EQ(plan.at(step).eve_generation, before.at(step).eve_generation);
    EXPECT_EQ(plan.main_steps_before(step), before.main_steps_before(step));
  }
}

TEST(Plan, ChangesBeforeTheFirstStepHoldFromIt) {
  Plan plan(config(), "alice_bob");
  plan.add({.at_step = 0, .kind = cycle, .cycle = {{"eve", 1}, {"alice_bob", 1}}});
  plan.add({.at_step = 0, .kind = reset_eve});
  EXPECT_EQ(plan.at(0).phase, "eve");
  EXPECT_EQ(plan.at(0).eve_generation, 1);
  EXPECT_EQ(plan.at(0).rate, config().learning_rate);
}

TEST(Plan, KnowsWhereACycleStarts) {
  Plan plan(config(), "alice_bob");
  EXPECT_EQ(plan.cycle_start(0), 0);
  EXPECT_EQ(plan.cycle_start(1), 3);
  EXPECT_EQ(plan.cycle_start(3), 3);
  plan.add({.at_step = 6, .kind = cycle, .cycle = kOneAndFour});
  EXPECT_EQ(plan.cycle_start(4), 6);
  EXPECT_EQ(plan.cycle_start(7), 11);
  plan.add({.at_step = 13, .kind = cycle, .cycle = kOneAndFour});  // in the midst of one
  EXPECT_EQ(plan.cycle_start(12), 13);
  EXPECT_EQ(plan.cycle_start(14), 18);
}

Plan audited_plan() {
  auto asked = config();
  asked.audit_minibatches = 4;
  asked.audit_held_out = 3;
  return {asked, "alice_bob", "audit"};
}

TEST(Plan, AnAuditIsInsertedAndTheCycleGoesOnWhereItWas) {
  auto plan = audited_plan();
  const auto before = plan;
  plan.add({.at_step = 6, .kind = audit});
  for (std::int64_t step = 0; step < 40; ++step) {
    const bool in_it = step >= 6 && step < 13;
    const auto as_was = step < 6 ? step : in_it ? 6 : step - 7;
    EXPECT_EQ(plan.at(step).phase, in_it ? "audit" : before.at(as_was).phase) << step;
    EXPECT_EQ(plan.at(step).audit, in_it ? std::optional<std::int64_t>(6) : std::nullopt) << step;
    EXPECT_EQ(plan.main_steps_before(step), before.main_steps_before(as_was)) << step;
    EXPECT_TRUE(in_it || plan.at(step).rate == before.at(as_was).rate) << step;
  }
  EXPECT_EQ(plan.last_audit(), 6);
  EXPECT_EQ(before.last_audit(), std::nullopt);
}

TEST(Plan, NoCycleStartsInAnAuditAndWhatIsChangedThereHoldsBehindIt) {
  auto plan = audited_plan();
  plan.add({.at_step = 6, .kind = audit});
  EXPECT_EQ(plan.cycle_start(4), 13);
  EXPECT_EQ(plan.cycle_start(6), 13);
  EXPECT_EQ(plan.cycle_start(14), 16);
  plan.add({.at_step = 8, .kind = cycle, .cycle = kOneAndFour});
  plan.add({.at_step = 9, .kind = freeze});
  EXPECT_EQ(plan.at(12).phase, "audit");
  EXPECT_FALSE(plan.at(12).frozen);
  EXPECT_EQ(plan.at(13).phase, "alice_bob");
  EXPECT_TRUE(plan.at(13).frozen);
  EXPECT_EQ(plan.at(17).phase, "eve");
  EXPECT_EQ(plan.main_steps_before(14), 3);
}

TEST(Plan, AnAuditInTheMidstOfACycleMakesThatLonger) {
  auto plan = audited_plan();
  plan.add({.at_step = 7, .kind = audit});
  EXPECT_EQ(plan.at(6).phase, "alice_bob");
  EXPECT_EQ(plan.at(14).phase, "eve");
  EXPECT_EQ(plan.at(16).phase, "alice_bob");
  EXPECT_EQ(plan.cycle_start(6), 6);
  EXPECT_EQ(plan.cycle_start(7), 16);
}

}  // namespace
}  // namespace sotto
