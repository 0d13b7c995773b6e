#include "lab/commands/sweep_command.hpp"

#include <algorithm>
#include <iostream>
#include <thread>

#include "lab/archive_audit.hpp"
#include "lab/sweep/cluster_commands.hpp"
#include "lab/sweep/sweep_collect.hpp"
#include "lab/sweep/sweep_missing_runs.hpp"
#include "lab/sweep/sweep_run.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/session/whole_number.hpp"
#include "shared/tasks/audit_flags.hpp"

namespace sotto {
namespace {

struct SweepOptions {
  std::string directory;
  std::string seeds;
  std::vector<std::string> axes;
  SweepAudit audit;
  std::vector<std::string> train;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  std::optional<std::int64_t> run;
  bool collect = false;
  std::string emit;
};

/// The plan that the options name; nothing where they name none.
std::optional<SweepPlan> asked_plan(const SweepOptions& options) {
  if (options.seeds.empty()) {
    if (!options.axes.empty() || !options.audit.attackers.empty() || !options.train.empty())
      throw SweepError("a sweep needs --seeds beside its other options");
    return std::nullopt;
  }
  SweepPlan plan{.seeds = parse_seeds(options.seeds), .train = options.train};
  for (const auto& axis : options.axes) plan.axes.push_back(parse_axis(axis));
  if (!options.audit.attackers.empty()) plan.audit = options.audit;
  validate(plan);
  return plan;
}

/// Those that are asked for are begun; else those that are there go on.
SweepPlan plan_in(const SweepDirectory& directory, const SweepOptions& options) {
  if (const auto asked = asked_plan(options)) {
    directory.begin(*asked);
    return *asked;
  }
  auto plan = directory.plan();
  validate(plan);
  return plan;
}

int told(const SweepDirectory& directory, const SweepPlan& plan) {
  const auto collected = collect(directory, plan);
  std::cout << collected.runs << " runs, " << collected.failed << " failed; see "
            << directory.file("summary.csv").string() << ", runs.csv and sweep.sqlite there\n";
  if (!collected.missing.empty())
    std::cerr << "sotto-lab: " << collected.missing.size()
              << " runs are missing: " << ranges_of(collected.missing) << "\n";
  return collected.missing.empty() && collected.failed == 0 ? exit_code::kGoalMet
                                                            : exit_code::kGoalNotMet;
}

int emit(const SweepDirectory& directory, const SweepPlan& plan, const std::string& form) {
  const auto missing = directory.missing(plan);
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  const auto where = std::filesystem::absolute(directory.path()).lexically_normal();
  if (missing.empty())
    std::cerr << "sotto-lab: no run is missing in '" << directory.path().string() << "'\n";
  else
    std::cout << (form == "slurm" ? slurm_script(program, where, missing)
                                  : parallel_commands(program, where, missing));
  return exit_code::kGoalMet;
}

int sweep(const SweepOptions& options) {
  const SweepDirectory directory(options.directory);
  const auto plan = plan_in(directory, options);
  if (options.run) {
    do_run(directory, plan, *options.run);
    return exit_code::kGoalMet;
  }
  if (!options.emit.empty()) return emit(directory, plan, options.emit);
  if (!options.collect) {
    directory.lock();
    if (!do_missing_runs(directory, plan, options.jobs)) {
      std::cerr << "sotto-lab: interrupted; the same command goes on with "
                << directory.missing(plan).size() << " missing runs\n";
      return exit_code::kGoalNotMet;
    }
  }
  return told(directory, plan);
}

constexpr auto kAbout =
    "train with many seeds and configurations, and say what they come to; begun again, it goes "
    "on "
    "where it ended. Options after '--' are those of train, for all runs. Ends with 0 when every "
    "run is reported and none failed";

constexpr auto kVaryHelp =
    "a field of the configuration and its values, as minibatch=256,512. Values of the cycle have "
    "commas, so ';' stands between them (quote it): 'cycle=alice_bob:1,eve:2;alice_bob:1,eve:4'. "
    "Given several times, all combinations are run";

}  // namespace

void add_sweep(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("sweep", kAbout);
  auto options = std::make_shared<SweepOptions>();
  command->add_option("directory", options->directory, "where the plan, the reports and tables go")
      ->required();
  command->add_option("train", options->train, "after '--': options of train for all runs");
  command->add_option("--seeds", options->seeds, "of the runs, as 1-20 or 1,4,7-9");
  command->add_option("--vary", options->axes, kVaryHelp)->allow_extra_args(false);
  auto* audit = command
                    ->add_option("--audit", options->audit.attackers,
                                 "attackers of every run's networks, by names and commas (see "
                                 "audit --help); for task selective: panel, which is all that "
                                 "attack there")
                    ->delimiter(',')
                    ->allow_extra_args(false)
                    ->check(CLI::IsMember({std::string(kSelectivePanel)}) | attacker_name());
  command->add_option("--audit-budget", options->audit.budget, "how long each attacker trains")
      ->capture_default_str()
      ->check(budget_name())
      ->needs(audit);
  command
      ->add_option("--audit-seeds", options->audit.seeds,
                   "audits of each run, with seeds 1 to this")
      ->capture_default_str()
      ->check(whole_number(1, 1'000))
      ->needs(audit);
  command->add_option("--jobs", options->jobs, "runs at once; default: as many as there are cores")
      ->check(whole_number(1, 1'024));
  auto* mode = command->add_option_group("mode", "instead of doing all that is missing");
  mode->add_option("--run", options->run,
                   "do this one run of the plan, unless its report is there");
  mode->add_flag("--collect", options->collect, "only gather the reports that are there");
  mode->add_option("--emit", options->emit,
                   "print commands for the missing runs: parallel (one a line) or slurm (a script)")
      ->check(CLI::IsMember({"parallel", "slurm"}));
  mode->require_option(0, 1);
  command->callback([options, &exit_code] { exit_code = sweep(*options); });
}

}  // namespace sotto
