#include "lab/sweep/sweep_run.hpp"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>

#include "lab/archive_audit.hpp"
#include "lab/selective_archive_audit.hpp"
#include "lab/sweep/lab_process.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/base/last_line.hpp"
#include "shared/session/report.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

/// The signals by which people and machines end what is well.
constexpr std::array kEndedFromOutside{SIGHUP, SIGINT, SIGKILL, SIGTERM};

/// A directory for the files of a run that is at work; goes away with its owner.
class WorkDirectory {
 public:
  explicit WorkDirectory(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~WorkDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;

  const fs::path& path() const { return path_; }
  fs::path file(const char* name) const { return path_ / name; }
  /// Sentences that name this directory are the same in every run.
  std::string without_path(std::string sentence) const {
    const auto text = path_.string();
    for (auto at = sentence.find(text); at != sentence.npos; at = sentence.find(text, at))
      sentence.replace(at, text.size(), "TEMP");
    return sentence;
  }

 private:
  fs::path path_;
};

/// How a run went.
struct Outcome {
  int exit_code = 0;
  std::string error;
  Json report;
  Json audits = Json::array();
};

Outcome train(const SweepRun& run, const WorkDirectory& work) {
  auto arguments = run.train;
  arguments.insert(arguments.begin(), "train");
  arguments.push_back("--save=" + work.path().string());
  arguments.emplace_back("--curves");
  arguments.push_back("--report=" + work.file("report.json").string());
  LabProcess process(arguments, work.file("errors"));
  Outcome outcome;
  outcome.exit_code = process.wait();
  for (const int signal : kEndedFromOutside)
    if (outcome.exit_code == 128 + signal)
      throw std::runtime_error("signal " + std::to_string(signal) + " ended the training of run " +
                               std::to_string(run.index) + ", which is not reported");
  if (outcome.exit_code != exit_code::kGoalMet && outcome.exit_code != exit_code::kGoalNotMet) {
    const auto said = last_line(work.file("errors"));
    outcome.error = said.empty() ? "it said nothing" : work.without_path(said);
    return outcome;
  }
  std::ifstream in(work.file("report.json"));
  outcome.report = Json::parse(in);
  if (outcome.report.at("outcome") == "failed") outcome.error = outcome.report.at("reason");
  return outcome;
}

void add_audits(const SweepAudit& asked, const WorkDirectory& work, Outcome& outcome) {
  auto budget = *find_budget(asked.budget);
  // How much an attacker learns must not depend on what else the machine does.
  budget.attackers_s = std::chrono::hours(24 * 365);
  for (std::int64_t seed = 1; seed <= asked.seeds; ++seed) {
    auto json =
        asked.of_selective()
            ? json_of(audit_selective_archives(work.path(), seed, budget))
            : json_of(audit_archives(
                  {.directory = work.path(), .seed = seed, .plan = {asked.attackers, budget}}));
    json["seed"] = seed;
    outcome.audits.push_back(std::move(json));
  }
}

}  // namespace

void do_run(const SweepDirectory& directory, const SweepPlan& plan, std::int64_t index) {
  const auto runs = plan.runs();
  if (index < 0 || index >= static_cast<std::int64_t>(runs.size()))
    throw SweepError("run " + std::to_string(index) + " is not of the plan, expected 0 to " +
                     std::to_string(runs.size() - 1));
  if (directory.is_done(index)) return;
  const auto& run = runs[static_cast<std::size_t>(index)];
  // Whoever does the same run at the same time works elsewhere, and comes to the same report.
  const WorkDirectory work(directory.work() /
                           (std::to_string(index) + "-" + std::to_string(::getpid())));
  const auto begin = std::chrono::steady_clock::now();
  auto outcome = train(run, work);
  if (plan.audit && outcome.error.empty()) try {
      add_audits(*plan.audit, work, outcome);
    } catch (const std::exception& error) {
      outcome.exit_code = exit_code::kFailed;
      outcome.error = work.without_path(error.what());
    }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  Json fields = Json::object();
  for (std::size_t i = 0; i < plan.axes.size(); ++i) fields[plan.axes[i].field] = run.values[i];
  const auto draft = work.file("record.json");
  write_report({{"index", index},
                {"seed", run.seed},
                {"fields", std::move(fields)},
                {"exit_code", outcome.exit_code},
                {"error", outcome.error.empty() ? Json() : Json(outcome.error)},
                {"seconds", taken.count()},
                {"report", std::move(outcome.report)},
                {"audits", std::move(outcome.audits)}},
               draft);
  fs::rename(draft, directory.report(index));
}

}  // namespace sotto
