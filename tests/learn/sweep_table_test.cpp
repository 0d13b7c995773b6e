// What the reports of a sweep's runs come to.
#include "lab/sweep/sweep_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "lab/sweep/cluster_commands.hpp"
#include "shared/session/config_json.hpp"

namespace sotto {
namespace {

SweepPlan cycles_plan(bool audited = false) {
  SweepPlan made{.seeds = {1, 2, 3},
                 .axes = {{"cycle", {"alice_bob:1,eve:2", "alice_bob:1,eve:4"}}},
                 .train = {"--until", "secret"}};
  if (audited) made.audit = SweepAudit{{"linear", "mlp64"}, "quick", 2};
  return made;
}

/// reports/INDEX.json of a run that kept a secret first at `at_step`, or never.
Json record(const SweepRun& run, std::optional<std::int64_t> at_step) {
  return {{"index", run.index},
          {"seed", run.seed},
          {"exit_code", at_step ? 0 : 1},
          {"error", nullptr},
          {"seconds", 1.5},
          {"report",
           {{"config", to_json(config_of(run))},
            {"outcome", at_step ? "secret" : "no_secret"},
            {"steps", at_step.value_or(99) + 1},
            {"alice_bob_steps", 34},
            {"secret_at_step", at_step ? Json(*at_step) : Json()},
            {"bob_bits_wrong", 0.25 * static_cast<double>(run.seed)},
            {"eve_bits_wrong", 7.5},
            {"shadow_bits_wrong", 7.5},
            {"linear_bits_wrong", nullptr}}},
          {"audits", Json::array()}};
}

Json failure(const SweepRun& run) {
  auto made = record(run, std::nullopt);
  made["exit_code"] = 3;
  made["error"] = "sotto-lab: \"out\" of memory, alas";
  made["report"] = nullptr;
  return made;
}

Json audit(const char* grade, double linear, double mlp) {
  return {{"grade", grade},
          {"seed", 1},
          {"findings",
           {{{"attacker", "linear"}, {"bits_wrong", linear}, {"leak_bits_at_least", 0.5}},
            {{"attacker", "mlp64"}, {"bits_wrong", mlp}, {"leak_bits_at_least", 0.0}}}}};
}

/// A cell by the name of its column.
Json at(const Table& table, std::size_t row, const std::string& name) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  if (found == table.columns.end()) return "there is no column " + name;
  return table.rows.at(row).at(static_cast<std::size_t>(found - table.columns.begin()));
}

/// All runs of the plan, each with what `made` reports of it.
template <class Made>
std::vector<SweepRow> rows_of(const SweepRows& sweep, Made&& made) {
  std::vector<SweepRow> rows;
  for (const auto& run : sweep.plan().runs()) rows.push_back(sweep.row(run, made(run)));
  return rows;
}

TEST(SweepTable, HasARowForEachRunAndTellsFailures) {
  const auto asked = cycles_plan();
  const SweepRows sweep(asked);
  const auto table = run_table(sweep, rows_of(sweep, [](const SweepRun& run) {
                                 return run.index == 4 ? failure(run) : record(run, 8);
                               }));
  ASSERT_EQ(table.rows.size(), 6U);
  EXPECT_EQ(at(table, 0, "cycle"), "alice_bob:1,eve:2");
  EXPECT_EQ(at(table, 0, "success"), true);
  EXPECT_EQ(at(table, 0, "bob_bits_wrong"), 0.25);
  EXPECT_EQ(at(table, 0, "linear_bits_wrong"), nullptr);
  EXPECT_EQ(at(table, 4, "failed"), true);
  EXPECT_EQ(at(table, 4, "success"), false);
  EXPECT_EQ(at(table, 4, "exit_code"), 3);
  EXPECT_EQ(at(table, 4, "outcome"), nullptr);
  EXPECT_EQ(at(table, 4, "bob_bits_wrong"), nullptr);
  EXPECT_EQ(at(table, 4, "seed"), 2);
}

TEST(SweepTable, OfARunUntilAnAuditsGradeThatIsTheSuccess) {
  SweepPlan asked{.seeds = {1, 2}, .train = {"--preset", "sealed", "--until", "certified"}};
  const SweepRows sweep(asked);
  const auto table = run_table(sweep, rows_of(sweep, [](const SweepRun& run) {
                                 auto made = record(run, 15);
                                 auto& report = made.at("report");
                                 report.at("config").at("until") = "certified";
                                 report.at("config").at("task") = "sealed_bits";
                                 report.at("outcome") = run.seed == 1 ? "certified" : "audited";
                                 report["audit"] = {{"leak_bits_at_most", 0.001 * run.seed}};
                                 return made;
                               }));
  EXPECT_EQ(at(table, 0, "success"), true);
  EXPECT_EQ(at(table, 0, "main_steps_to_success"), 6);
  EXPECT_EQ(at(table, 1, "success"), false) << "audited is less than was asked for";
  EXPECT_EQ(at(table, 1, "leak_bits_at_most"), 0.002);
}

TEST(SweepTable, OfARunWhoseFinishedNetworksAreCertifiedThatIsTheSuccess) {
  SweepPlan asked{.seeds = {1, 2}, .train = {"--until", "certified"}};
  const SweepRows sweep(asked);
  const auto table = run_table(sweep, rows_of(sweep, [](const SweepRun& run) {
                                 auto made = record(run, 15);
                                 made.at("report").at("outcome") =
                                     run.seed == 1 ? "certified" : "hollow";
                                 return made;
                               }));
  EXPECT_EQ(at(table, 0, "success"), true);
  EXPECT_EQ(at(table, 1, "success"), false);
}

TEST(SweepTable, OfSeveralAuditsTellsTheGreatestBound) {
  SweepPlan asked{.seeds = {1, 2}};
  asked.audit = SweepAudit{.attackers = {"linear", "mlp64"}};
  const SweepRows sweep(asked);
  const auto table = run_table(sweep, rows_of(sweep, [](const SweepRun& run) {
                                 auto made = record(run, 15);
                                 for (const double bound : {0.001, 0.003, 0.002}) {
                                   made["audits"].push_back(audit("audited", 8, 8));
                                   if (run.seed == 1)
                                     made["audits"].back()["leak_bits_at_most"] = bound;
                                 }
                                 return made;
                               }));
  EXPECT_EQ(at(table, 0, "audit_leak_bits_at_most"), 0.003);
  EXPECT_EQ(at(table, 1, "audit_leak_bits_at_most"), nullptr);
}

TEST(SweepTable, CountsTheMainStepsToASuccess) {
  const auto asked = cycles_plan();
  const SweepRows sweep(asked);
  const auto table =
      run_table(sweep, rows_of(sweep, [](const SweepRun& run) {
                  return record(run, run.seed == 3 ? std::nullopt : std::optional(15));
                }));
  EXPECT_EQ(at(table, 0, "main_steps_to_success"), 6) << "steps 0, 3, ..., 15";
  EXPECT_EQ(at(table, 3, "main_steps_to_success"), 4) << "steps 0, 5, 10, 15";
  EXPECT_EQ(at(table, 2, "main_steps_to_success"), nullptr) << "it never was";
}

TEST(SweepTable, SummarisesEachCombination) {
  const auto asked = cycles_plan();
  const SweepRows sweep(asked);
  const auto table =
      summary_table(sweep, rows_of(sweep, [](const SweepRun& run) {
                      if (run.index == 5) return failure(run);
                      return record(run, run.index == 1 ? std::nullopt : std::optional(30));
                    }));
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(at(table, 1, "cycle"), "alice_bob:1,eve:4");
  EXPECT_EQ(at(table, 0, "runs"), 3);
  EXPECT_EQ(at(table, 0, "failed"), 0);
  EXPECT_EQ(at(table, 0, "successes"), 2);
  EXPECT_NEAR(at(table, 0, "success_rate").get<double>(), 2.0 / 3, 1e-9);
  EXPECT_NEAR(at(table, 0, "success_rate_low").get<double>(), 0.20766, 1e-5);
  EXPECT_EQ(at(table, 0, "main_steps_to_success_median"), 11);
  EXPECT_EQ(at(table, 0, "bob_bits_wrong_median"), 0.5);
  EXPECT_EQ(at(table, 0, "bob_bits_wrong_lower_quartile"), 0.375);
  EXPECT_EQ(at(table, 0, "bob_bits_wrong_upper_quartile"), 0.625);
  EXPECT_EQ(at(table, 1, "failed"), 1);
  EXPECT_EQ(at(table, 1, "successes"), 2) << "a run that failed is no success, but counts";
  EXPECT_EQ(at(table, 1, "bob_bits_wrong_median"), 0.375) << "of the two that have it";
  EXPECT_EQ(at(table, 1, "linear_bits_wrong_median"), nullptr);
}

TEST(SweepTable, OfNoRunsHasEmptyCells) {
  const auto asked = cycles_plan();
  const SweepRows sweep(asked);
  EXPECT_TRUE(run_table(sweep, {}).rows.empty());
  const auto summary = summary_table(sweep, {});
  ASSERT_EQ(summary.rows.size(), 2U);
  EXPECT_EQ(at(summary, 0, "runs"), 0);
  EXPECT_EQ(at(summary, 0, "success_rate"), nullptr);
}

TEST(SweepTable, TellsTheMeanOfARunsAuditsAndTheirWorstGrade) {
  const auto asked = cycles_plan(/*audited=*/true);
  const SweepRows sweep(asked);
  const auto made = [](const SweepRun& run) {
    auto json = record(run, 30);
    json["audits"] = {audit("audited", 7.0, 8.0), audit("hollow", 5.0, 8.0)};
    return json;
  };
  const auto runs = run_table(sweep, rows_of(sweep, made));
  EXPECT_EQ(at(runs, 0, "audit_linear_bits_wrong"), 6.0);
  EXPECT_EQ(at(runs, 0, "audit_linear_leak_bits"), 0.5);
  EXPECT_EQ(at(runs, 0, "audit_mlp64_bits_wrong"), 8.0);
  EXPECT_EQ(at(runs, 0, "audit_grade"), "hollow");
  const auto summary = summary_table(sweep, rows_of(sweep, made));
  EXPECT_EQ(at(summary, 1, "audit_linear_bits_wrong_median"), 6.0);
  const auto each = audit_table({made(asked.runs()[2])});
  ASSERT_EQ(each.rows.size(), 4U);
  EXPECT_EQ(at(each, 2, "run"), 2);
  EXPECT_EQ(at(each, 2, "attacker"), "linear");
  EXPECT_EQ(at(each, 2, "bits_wrong"), 5.0);
}

TEST(SweepTable, OfTaskSelectiveTellsWhatItsPanelComesTo) {
  const SweepPlan asked{.seeds = {1},
                        .train = {"--preset", "selective", "--until", "steps", "--steps", "30"},
                        .audit = SweepAudit{{"panel"}, "quick", 2}};
  const SweepRows sweep(asked);
  const auto finding = [](const char* attacker, const char* reads, double gain) {
    return Json{{"attacker", attacker}, {"reads", reads}, {"gain", gain}};
  };
  const auto panel = [&](bool hidden, double gain) {
    return Json{{"hidden", hidden},
                {"seed", 1},
                {"bob_distance", 0.25},
                {"public_distance", 0.5},
                {"public_bits", 0.125},
                {"findings",
                 {finding("one", "C", gain), finding("other", "C", gain / 2),
                  finding("guesser", "sign of C", 0.75), finding("far", "|C|", -1.5)}},
                {"ciphertext", {{"at_most_bits", 0.5}}}};
  };
  const auto made = [&](const SweepRun& run) {
    auto json = record(run, 30);
    json["audits"] = {panel(true, 0.25), panel(false, 0.5)};
    return json;
  };
  const auto runs = run_table(sweep, rows_of(sweep, made));
  EXPECT_EQ(at(runs, 0, "audit_bob_distance"), 0.25);
  EXPECT_EQ(at(runs, 0, "audit_nearest_gain"), 0.375) << "the mean of the nearest";
  EXPECT_EQ(at(runs, 0, "audit_sign_gain"), 0.75);
  EXPECT_EQ(at(runs, 0, "audit_magnitude_gain"), -1.5) << "further off than nothing gives";
  EXPECT_EQ(at(runs, 0, "audit_ciphertext_bits"), 0.5);
  EXPECT_EQ(at(runs, 0, "audit_grade"), "told");
  const auto each = audit_table({made(asked.runs()[0])});
  ASSERT_EQ(each.rows.size(), 8U);
  EXPECT_EQ(at(each, 0, "grade"), "hidden");
  EXPECT_EQ(at(each, 0, "gain"), 0.25);
}

TEST(SweepTable, OfWhatIsNoReportIsRefusedWithASentence) {
  const auto asked = cycles_plan();
  const SweepRows sweep(asked);
  try {
    sweep.row(asked.runs()[3], Json::object());
    FAIL() << "nobody said anything";
  } catch (const SweepError& error) {
    EXPECT_NE(std::string(error.what()).find("run 3"), std::string::npos) << error.what();
  }
}

TEST(Csv, QuotesTextAndLeavesOutWhatDependsOnTime) {
  const Table table{
      {{"name"}, {"seconds", true}, {"value"}, {"good"}},
      {{"a,b", 1.5, 0.1, true}, {"say \"hi\"", 2.5, nullptr, false}, {"c", 3, 7, true}}};
  EXPECT_EQ(to_csv(table),
            "name,value,good\n"
            "\"a,b\",0.1,true\n"
            "\"say \"\"hi\"\"\",,false\n"
            "c,7,true\n");
}

TEST(SweepCommands, QuotePathsForTheShell) {
  EXPECT_EQ(shell_word("it's here"), R"('it'\''s here')");
  EXPECT_EQ(parallel_commands("/opt/the lab", "/data/$HOME", {0, 4}),
            "'/opt/the lab' sweep '/data/$HOME' --run 0\n"
            "'/opt/the lab' sweep '/data/$HOME' --run 4\n");
  const auto script = slurm_script("/opt/lab", "/data/it's", {0, 1, 2, 7});
  EXPECT_TRUE(script.starts_with("#!/bin/sh\n#SBATCH")) << script;
  EXPECT_NE(script.find("#SBATCH --array=0-2,7\n"), std::string::npos) << script;
  EXPECT_TRUE(
      script.ends_with("\nexec '/opt/lab' sweep '/data/it'\\''s' --run \"$SLURM_ARRAY_TASK_ID\"\n"))
      << script;
}

}  // namespace
}  // namespace sotto
