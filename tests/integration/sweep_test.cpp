// Sweeps with the real program: killed, resumed, done by others, refused.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <fstream>

#include "shared/base/json_fields.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

/// Tiny runs: what is asked here is not whether anybody learns.
const Words kTiny{"--", "--minibatch", "8", "--steps", "30", "--until", "steps"};
const Words kPlan{"--seeds", "1-2", "--vary", "bits=4,6"};
constexpr std::size_t kRuns = 4;

/// A directory for a sweep, and what is done with it.
class Sweep {
 public:
  std::filesystem::path path() const { return directory_ / "the sweep's"; }
  std::string file(const std::string& name) const { return contents(path() / name); }
  bool has_report(int index) const {
    return std::filesystem::exists(path() / "reports" / (std::to_string(index) + ".json"));
  }
  Json report(int index) const {
    return Json::parse(file("reports/" + std::to_string(index) + ".json"));
  }

  /// `sotto-lab sweep DIR` with those words, then the tiny training.
  std::unique_ptr<Process> begin(Words words, const Words& training = kTiny) const {
    words.insert(words.end(), training.begin(), training.end());
    return go_on(words);
  }
  /// With those words alone.
  std::unique_ptr<Process> go_on(Words words = {}) const {
    words.insert(words.begin(), {"sweep", path().string()});
    return std::make_unique<Process>("sotto-lab", words);
  }
  /// Processes that were started for it and are still there.
  bool has_nobody_at_work() const { return processes_with(path().string()).empty(); }

 private:
  TemporaryDirectory directory_;
};

void expect_end(Process& process, int exit_code) {
  EXPECT_EQ(process.wait(120s), exit_code) << process.output() << process.errors();
}

void expect_sentence(Process& process, const std::string& part) {
  expect_end(process, 2);
  const auto said = process.errors();
  EXPECT_EQ(std::ranges::count(said, '\n'), 1) << said;
  EXPECT_TRUE(said.starts_with("sotto-lab: ")) << said;
  EXPECT_NE(said.find(part), std::string::npos) << said;
}

/// runs.csv of the same sweep, left alone.
const std::string& expected_runs() {
  static const auto runs = [] {
    const Sweep sweep;
    expect_end(*sweep.begin(kPlan), 0);
    return sweep.file("runs.csv");
  }();
  return runs;
}

TEST(SweepRun, LeavesARowForEachRunInThePlansOrder) {
  const auto& runs = expected_runs();
  EXPECT_EQ(std::ranges::count(runs, '\n'), 1 + kRuns) << runs;
  EXPECT_TRUE(runs.starts_with("index,seed,bits,failed,exit_code,error,success,outcome,steps,"))
      << runs;
  EXPECT_NE(runs.find("\n0,1,4,false,0,,false,no_secret,30,10,"), std::string::npos) << runs;
  EXPECT_NE(runs.find("\n3,2,6,false,0,,false,no_secret,30,10,"), std::string::npos) << runs;
}

TEST(SweepRun, KilledAndResumedGivesTheRowsOfOneLeftAlone) {
  const Sweep sweep;
  const auto killed = sweep.begin(kPlan);
  ASSERT_TRUE(eventually([&] { return sweep.has_report(0) || sweep.has_report(1); }, 60s))
      << killed->errors();
  killed->signal(SIGKILL);
  ASSERT_GE(killed->wait(30s), 0);
  EXPECT_TRUE(eventually([&] { return sweep.has_nobody_at_work(); }, 30s));
  // Where the signal came late, something is missing all the same.
  std::filesystem::remove(sweep.path() / "reports" / "3.json");
  expect_end(*sweep.begin(kPlan), 0);
  EXPECT_EQ(sweep.file("runs.csv"), expected_runs());
  EXPECT_FALSE(std::filesystem::exists(sweep.path() / "work"));
}

TEST(SweepRun, EndsItsProcessesOnCtrlCAndGoesOnWithoutBeingToldThePlan) {
  const Sweep sweep;
  const auto endless = sweep.begin({"--seeds", "1-3", "--jobs", "2"},
                                   {"--", "--steps", "1000000000", "--until", "steps"});
  ASSERT_TRUE(eventually(
      [&] { return processes_with("--save=" + sweep.path().string()).size() == 2; }, 60s))
      << endless->errors();
  endless->signal(SIGINT);
  expect_end(*endless, 1);
  EXPECT_NE(endless->errors().find("interrupted"), std::string::npos) << endless->errors();
  EXPECT_TRUE(eventually([&] { return sweep.has_nobody_at_work(); }, 30s));
  const auto collected = sweep.go_on({"--collect"});
  expect_end(*collected, 1);
  EXPECT_NE(collected->errors().find("3 runs are missing: 0-2"), std::string::npos)
      << collected->errors();
}

TEST(SweepRun, IsLeftToOneAtATime) {
  const Sweep sweep;
  const auto first =
      sweep.begin({"--seeds", "1"}, {"--", "--steps", "1000000000", "--until", "steps"});
  ASSERT_TRUE(
      eventually([&] { return !processes_with("--save=" + sweep.path().string()).empty(); }, 60s))
      << first->errors();
  expect_sentence(*sweep.go_on(), "another sweep is at work");
  first->signal(SIGKILL);
  EXPECT_TRUE(eventually([&] { return sweep.has_nobody_at_work(); }, 30s));
}

TEST(SweepRun, DoneByOthersGivesTheSameRows) {
  const Sweep by_lines;
  auto words = kPlan;
  words.insert(words.end(), {"--emit", "parallel"});
  const auto lines = by_lines.begin(words);
  expect_end(*lines, 0);
  EXPECT_EQ(std::ranges::count(lines->output(), '\n'), kRuns) << lines->output();
  const auto script = by_lines.path() / "lines.sh";
  std::ofstream(script) << lines->output();
  Process shell("/bin/sh", {script});
  expect_end(shell, 0);
  expect_end(*by_lines.go_on({"--collect"}), 0);
  EXPECT_EQ(by_lines.file("runs.csv"), expected_runs());
  const auto none = by_lines.go_on({"--emit", "slurm"});
  expect_end(*none, 0);
  EXPECT_EQ(none->output(), "") << "nothing is missing";

  const Sweep by_tasks;
  words.back() = "slurm";
  const auto array = by_tasks.begin(words);
  expect_end(*array, 0);
  EXPECT_NE(array->output().find("#SBATCH --array=0-3\n"), std::string::npos) << array->output();
  const auto batch = by_tasks.path() / "batch.sh";
  std::ofstream(batch) << array->output();
  Process task("/bin/sh", {batch}, {{"SLURM_ARRAY_TASK_ID", "3"}});
  expect_end(task, 0);
  EXPECT_TRUE(by_tasks.has_report(3));
}

TEST(SweepRun, OfOneIndexIsDoneOnce) {
  const Sweep sweep;
  expect_end(*sweep.begin({"--seeds", "1-3", "--vary", "bits=4,6", "--run", "2"}), 0);
  const auto first = sweep.file("reports/2.json");
  EXPECT_EQ(Json::parse(first).at("seed"), 3);
  expect_end(*sweep.go_on({"--run", "2"}), 0);
  EXPECT_EQ(sweep.file("reports/2.json"), first) << "seconds and all";
  EXPECT_FALSE(sweep.has_report(3));
  const auto collected = sweep.go_on({"--collect"});
  expect_end(*collected, 1);
  EXPECT_NE(collected->errors().find("5 runs are missing: 0-1,3-5"), std::string::npos)
      << collected->errors();
  EXPECT_EQ(std::ranges::count(sweep.file("runs.csv"), '\n'), 2);
}

TEST(SweepRun, ThatFailsIsARowWithItsSentence) {
  const Sweep sweep;
  auto training = kTiny;
  training.insert(training.end(), {"--secret-file", "/nowhere/secret.hex"});
  const auto failing = sweep.begin({"--seeds", "1-2"}, training);
  expect_end(*failing, 1);
  EXPECT_NE(failing->output().find("2 runs, 2 failed"), std::string::npos) << failing->output();
  EXPECT_EQ(sweep.report(1).at("exit_code"), 2);
  EXPECT_NE(sweep.file("runs.csv").find("\n1,2,true,2,"), std::string::npos)
      << sweep.file("runs.csv");
  EXPECT_NE(sweep.file("runs.csv").find("/nowhere/secret.hex"), std::string::npos)
      << sweep.file("runs.csv");
  SQLite::Database database((sweep.path() / "sweep.sqlite").string());
  EXPECT_EQ(database.execAndGet("SELECT count(*) FROM run WHERE failed").getInt(), 2);
}

TEST(SweepRun, IsAuditedAsByTheAuditCommand) {
  const Sweep sweep;
  expect_end(
      *sweep.begin({"--seeds", "5", "--vary", "bits=4", "--audit", "linear", "--audit-seeds", "2"}),
      0);
  const auto saved = (sweep.path() / "saved").string();
  Process train("sotto-lab", {"train", "--seed", "5", "--bits", "4", "--minibatch", "8", "--steps",
                              "30", "--until", "steps", "--save", saved});
  expect_end(train, 0);
  const auto report = sweep.path() / "audit.json";
  Process audit("sotto-lab", {"audit", saved, "--attackers", "linear", "--budget", "quick",
                              "--seed", "2", "--report", report.string()});
  EXPECT_NE(audit.wait(120s), 3) << audit.errors();
  const auto expected = Json::parse(contents(report)).at("findings").at(0);
  const auto audits = sweep.report(0).at("audits");
  ASSERT_EQ(audits.size(), 2U);
  EXPECT_EQ(audits.at(1).at("findings").at(0).at("bits_wrong"), expected.at("bits_wrong"));
  EXPECT_NE(audits.at(0).at("findings").at(0).at("bits_wrong"), expected.at("bits_wrong"));
  SQLite::Database database((sweep.path() / "sweep.sqlite").string());
  EXPECT_EQ(database.execAndGet("SELECT count(*) FROM audit").getInt(), 2);
  EXPECT_NE(sweep.file("summary.csv").find("audit_linear_leak_bits_median"), std::string::npos);
}

TEST(SweepRun, OfTaskSelectiveIsAuditedByItsOwnPanel) {
  const Sweep sweep;
  const Words options{"--", "--preset", "selective", "--bits",  "4",    "--minibatch",
                      "8",  "--steps",  "30",        "--until", "steps"};
  expect_end(*sweep.begin({"--seeds", "5", "--audit", "panel", "--audit-budget", "20"}, options),
             0);
  const auto audit = sweep.report(0).at("audits").at(0);
  EXPECT_EQ(audit.at("task"), "selective");
  EXPECT_NE(sweep.file("summary.csv").find("audit_nearest_gain_median"), std::string::npos);
  expect_sentence(*sweep.begin({"--seeds", "5", "--audit", "linear"}, options), "'panel'");
}

TEST(SweepUsage, OfAnotherPlanIsRefusedWithWhatDiffers) {
  const Sweep sweep;
  expect_end(*sweep.begin({"--seeds", "1-3", "--vary", "bits=4,6", "--emit", "parallel"}), 0);
  expect_sentence(*sweep.begin({"--seeds", "1-4", "--vary", "bits=4,6"}),
                  "its seeds are 1-3, asked for are 1-4");
  expect_sentence(*sweep.begin({"--seeds", "1-3", "--vary", "bits=4,8"}),
                  "asked for are 'bits=4;8'");
  expect_sentence(*sweep.go_on({"--run", "6"}), "run 6 is not of the plan, expected 0 to 5");
  std::ofstream(sweep.path() / "plan.json") << "notes";
  expect_sentence(*sweep.go_on({"--collect"}), "plan.json");
  EXPECT_FALSE(sweep.has_report(0));
}

TEST(SweepUsage, GetsOneSentenceBeforeAnythingIsWritten) {
  const Sweep sweep;
  expect_sentence(*sweep.go_on(), "holds no sweep");
  expect_sentence(*sweep.begin({}), "needs --seeds");
  expect_sentence(*sweep.begin({"--seeds", "3-1"}), "expected for example 1-20");
  expect_sentence(*sweep.begin({"--seeds", "1", "--vary", "bites=4"}), "no field");
  expect_sentence(*sweep.begin({"--seeds", "1", "--vary", "bits=4,7"}), "bits is 7");
  expect_sentence(*sweep.begin({"--seeds", "1", "--vary", "minibatch=9"}), "given to all runs");
  expect_sentence(*sweep.begin({"--seeds", "1", "--audit", "lineal"}), "lineal");
  expect_sentence(*sweep.begin({"--seeds", "1", "--audit-seeds", "2"}), "--audit");
  expect_sentence(*sweep.begin({"--seeds", "1", "--jobs", "0"}), "--jobs");
  expect_sentence(*sweep.begin({"--seeds", "1", "--run", "0", "--collect"}), "--");
  expect_sentence(*sweep.begin({"--seeds", "1"}, {"--", "--stops", "30"}), "--stops");
  EXPECT_FALSE(std::filesystem::exists(sweep.path()));
  Process nowhere("sotto-lab", {"sweep", "/proc/nowhere", "--seeds", "1", "--", "--steps", "9"});
  expect_sentence(nowhere, "/proc/nowhere");
}

TEST(SweepReport, ShowsRunsWithTheirCurvesOnOnePage) {
  const Sweep sweep;
  expect_end(*sweep.begin(kPlan), 0);
  SQLite::Database database((sweep.path() / "sweep.sqlite").string());
  EXPECT_EQ(database.execAndGet("SELECT count(DISTINCT run) FROM curve").getInt(), kRuns);
  const auto html = sweep.path() / "report.html";
  Process report("sotto-lab", {"report", sweep.path().string(), "--html", html.string()});
  expect_end(report, 0);
  const auto page = contents(html);
  EXPECT_NE(page.find("4 runs, 0 of them with success, 0 failed."), std::string::npos);
  EXPECT_NE(page.find("bits 6: median, quartiles"), std::string::npos) << "curves of N = 6";
}

TEST(SweepReport, OfWhatIsNoSweepGetsOneSentence) {
  const Sweep sweep;
  const auto html = sweep.path().parent_path() / "report.html";
  Process nowhere("sotto-lab", {"report", "/nowhere/runs.csv", "--html", html.string()});
  expect_sentence(nowhere, "/nowhere/runs.csv");
  Process nothing("sotto-lab", {"report", "--html", html.string()});
  expect_sentence(nothing, "sources");
  EXPECT_FALSE(std::filesystem::exists(html));
}

}  // namespace
}  // namespace sotto
