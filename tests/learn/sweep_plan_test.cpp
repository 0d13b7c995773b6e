// Which runs a sweep has, and what is no sweep.
#include "lab/sweep/sweep_plan.hpp"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <functional>

namespace sotto {
namespace {

using Words = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

/// The sentence that it throws.
std::string refusal(const std::function<void()>& deed) {
  try {
    deed();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "nothing";
}

void expect_refusal(const std::function<void()>& deed, const std::string& part) {
  const auto sentence = refusal(deed);
  EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
  EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
}

SweepPlan plan() {
  return {.seeds = {1, 2, 3},
          .axes = {{"minibatch", {"256", "512"}}, {"gain", {"1", "2"}}},
          .train = {"--until", "secret"},
          .audit = SweepAudit{{"linear", "mlp64"}, "quick", 5}};
}

TEST(Seeds, AreNumbersAndRanges) {
  EXPECT_EQ(parse_seeds("1-3,7"), (Numbers{1, 2, 3, 7}));
  EXPECT_EQ(parse_seeds("7,1-3,2"), (Numbers{1, 2, 3, 7})) << "each once, ascending";
  EXPECT_EQ(parse_seeds("0"), Numbers{0});
  EXPECT_EQ(ranges_of({1, 2, 3, 7}), "1-3,7");
  EXPECT_EQ(ranges_of({4}), "4");
  for (const auto* wrong : {"", "many", "3-1", "1-", "-1", "1,,2", "1.5", "9007199254740992"})
    expect_refusal([&] { parse_seeds(wrong); }, "expected for example 1-20");
  expect_refusal([] { parse_seeds("1-1000000"); }, "at most 100000 seeds");
}

TEST(Axis, IsAFieldAndItsValues) {
  EXPECT_EQ(parse_axis("minibatch=256,512"), (SweepAxis{"minibatch", {"256", "512"}}));
  EXPECT_EQ(parse_axis("minibatch=256;512"), (SweepAxis{"minibatch", {"256", "512"}}));
  EXPECT_EQ(parse_axis("learning-rate=0.01").field, "learning_rate");
}

TEST(Axis, OfCyclesTakesTheirCommasForTheirOwn) {
  EXPECT_EQ(parse_axis("cycle=alice_bob:1,eve:2;alice_bob:1,eve:4"),
            (SweepAxis{"cycle", {"alice_bob:1,eve:2", "alice_bob:1,eve:4"}}));
  EXPECT_EQ(parse_axis("cycle=alice_bob:1,eve:2"), (SweepAxis{"cycle", {"alice_bob:1,eve:2"}}));
}

TEST(Axis, SaysWhatIsWrongWithIt) {
  expect_refusal([] { parse_axis("minibatch"); }, "has no '='");
  expect_refusal([] { parse_axis("mini=1"); }, "names no field of the configuration");
  expect_refusal([] { parse_axis("bits="); }, "has an empty value");
  expect_refusal([] { parse_axis("bits=8,,16"); }, "has an empty value");
  expect_refusal([] { parse_axis("bits=8,16,8"); }, "has a value twice");
}

TEST(SweepPlanTest, RunsEveryCombinationWithEverySeed) {
  const auto runs = plan().runs();
  ASSERT_EQ(runs.size(), 12U);
  EXPECT_EQ(runs[0].train, (Words{"--until", "secret", "--minibatch=256", "--gain=1", "--seed=1"}));
  EXPECT_EQ(runs[2].train.back(), "--seed=3");
  EXPECT_EQ(runs[3].values, (Words{"256", "2"}));
  EXPECT_EQ(runs[11].values, (Words{"512", "2"}));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    EXPECT_EQ(runs[i].index, static_cast<std::int64_t>(i));
    EXPECT_EQ(runs[i].combination, i / 3);
    EXPECT_EQ(runs[i].values, plan().values(i / 3));
  }
  EXPECT_EQ(config_of(runs[11]).minibatch, 512);
  EXPECT_EQ(config_of(runs[11]).until, "secret");
}

TEST(SweepPlanTest, WithoutVariedFieldsRunsEachSeedOnce) {
  const SweepPlan seeds_alone{.seeds = {4, 5}, .train = {"--steps", "30"}};
  EXPECT_NO_THROW(validate(seeds_alone));
  EXPECT_EQ(seeds_alone.runs().size(), 2U);
  EXPECT_EQ(seeds_alone.runs()[1].train, (Words{"--steps", "30", "--seed=5"}));
}

TEST(SweepPlanTest, SaysWhatIsWrongBeforeAnythingRuns) {
  EXPECT_EQ(refusal([] { validate(plan()); }), "nothing");
  const auto with = [](const std::function<void(SweepPlan&)>& change) {
    return [change] {
      auto changed = plan();
      change(changed);
      validate(changed);
    };
  };
  expect_refusal(with([](auto& p) { p.axes[0].values[1] = "0"; }), "minibatch is 0, expected 1");
  expect_refusal(with([](auto& p) { p.axes[0].values[1] = "many"; }), "is 'many', expected");
  expect_refusal(with([](auto& p) { p.axes[1].field = "minibatch"; }), "names minibatch twice");
  expect_refusal(with([](auto& p) {
                   p.train = {"--gain", "3", "--steps", "9"};
                 }),
                 "is varied, and given to all runs");
  for (const auto* own : {"--seed", "--save", "--report"})
    expect_refusal(with([&](auto& p) { p.train = {own, "3"}; }), "by the sweep itself");
  expect_refusal(with([](auto& p) { p.train = {"--no-such-option"}; }), "--no-such-option");
  expect_refusal(with([](auto& p) { p.train = {"--help"}; }), "--help");
  expect_refusal(with([](auto& p) { p.train = {}; }), "run 0 would never end");
  expect_refusal(with([](auto& p) { p.audit->attackers = {"lineal"}; }), "lineal");
  expect_refusal(with([](auto& p) { p.audit->attackers = {"linear", "linear"}; }), "twice");
  expect_refusal(with([](auto& p) { p.audit->attackers = {"panel"}; }), "names of attackers");
  expect_refusal(with([](auto& p) {
                   p.seeds.resize(60'000);
                   p.axes[0].values = {"1", "2"};
                 }),
                 "more than 100000 runs");
}

TEST(SweepPlanTest, OfTaskSelectiveHasThatTasksOwnPanel) {
  SweepPlan asked{.seeds = {1},
                  .train = {"--preset", "selective", "--until", "steps", "--steps", "30"},
                  .audit = SweepAudit{{"panel"}, "quick", 1}};
  EXPECT_EQ(refusal([&] { validate(asked); }), "nothing");
  asked.audit->attackers = {"linear"};
  expect_refusal([&] { validate(asked); }, "expected 'panel' for task selective");
}

TEST(SweepPlanTest, ReadsBackAsItWasWritten) {
  EXPECT_EQ(plan_from_json(to_json(plan())), plan());
  auto without = plan();
  without.audit.reset();
  without.axes.clear();
  EXPECT_EQ(plan_from_json(to_json(without)), without);
  const auto run = to_json(plan()).at("runs").at(4);
  EXPECT_EQ(run.at("seed"), 2);
  EXPECT_EQ(run.at("fields"), (Json{{"minibatch", "256"}, {"gain", "2"}}));
  EXPECT_EQ(run.at("audit").at("seeds"), 5);
}

TEST(SweepPlanTest, ThatSomebodyChangedByHandIsRefused) {
  auto json = to_json(plan());
  json["runs"][3]["seed"] = 9;
  EXPECT_THROW(plan_from_json(json), FieldError);
  json = to_json(plan());
  json["version"] = 2;
  EXPECT_THROW(plan_from_json(json), FieldError);
  json = to_json(plan());
  json.erase("seeds");
  EXPECT_THROW(plan_from_json(json), FieldError);
}

TEST(SweepPlanTest, SaysInWhatItDiffersFromAnother) {
  EXPECT_FALSE(difference(plan(), plan()).has_value());
  auto other = plan();
  other.seeds = {1, 2, 3, 4};
  EXPECT_EQ(difference(plan(), other), "its seeds are 1-3, asked for are 1-4");
  other = plan();
  other.axes.pop_back();
  EXPECT_EQ(
      difference(plan(), other),
      "its varied fields are 'minibatch=256;512 gain=1;2', asked for are 'minibatch=256;512'");
  other = plan();
  other.train = {};
  EXPECT_EQ(difference(plan(), other),
            "its training options are '--until secret', asked for are ''");
  other = plan();
  other.audit.reset();
  EXPECT_EQ(difference(plan(), other),
            "its audit is linear,mlp64 with budget quick and 5 seeds, asked for is none");
}

}  // namespace
}  // namespace sotto
