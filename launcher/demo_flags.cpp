#include "launcher/demo_flags.hpp"

#include <filesystem>
#include <iostream>
#include <random>
#include <set>

#include "launcher/launch_record.hpp"
#include "launcher/recorded_report.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/session/command_line.hpp"
#include "shared/session/output_file.hpp"
#include "shared/session/whole_number.hpp"
#include "shared/tasks/audit_flags.hpp"
#include "shared/tasks/table_flags.hpp"

namespace sotto {
namespace {

/// Long enough to be started again a few times, on a busy machine, too.
constexpr std::int64_t kEveReturnMs = 60'000;

/// Throws CLI::ValidationError where an option was given that is the run's own.
void refuse_other_options(const CLI::App& app) {
  const std::set<std::string> allowed{"--resume", "--work-dir", "--headless", "--report"};
  for (const auto* option : app.get_options())
    if (option->count() > 0 && !allowed.contains(option->get_name()))
      throw CLI::ValidationError(option->get_name(),
                                 "cannot be given with --resume: a run goes on as it was begun");
}

/// The flags of the run that the work directory has, but for what is given anew.
std::optional<int> parse_resumed(const DemoFlags& given, DemoFlags& flags) {
  const auto work_directory = std::filesystem::absolute(given.work_directory);
  const auto report_file = given.report_file.empty() ? std::filesystem::path()
                                                     : std::filesystem::absolute(given.report_file);
  auto launch = LaunchRecord::read(work_directory);
  const auto journal = work_directory / "journal.sqlite";
  if (const auto report = recorded_report(journal, launch.before))
    throw ResumeError("there is no run to resume in '" + given.work_directory.string() +
                      "': the last one has ended (" + report->value("outcome", "?") + ")");
  std::filesystem::current_path(launch.directory);
  std::string program = "sotto-demo";
  std::vector<char*> argv{program.data()};
  for (auto& argument : launch.arguments) argv.push_back(argument.data());
  flags = {};
  if (const auto ended = parse_demo_flags(static_cast<int>(argv.size()), argv.data(), flags))
    return ended;
  if (!flags.scenario.events().empty())
    throw ResumeError("a run under a scenario cannot be resumed: what it has done is not recorded");
  flags.resume = true;
  flags.before = launch.before;
  flags.work_directory = given.work_directory.is_absolute() ? given.work_directory : work_directory;
  if (given.headless) flags.headless = true;
  if (!report_file.empty()) flags.report_file = report_file;
  return std::nullopt;
}

}  // namespace

std::optional<int> parse_demo_flags(int argc, char** argv, DemoFlags& flags) {
  std::string scenario_file;
  std::string secret_file;
  std::optional<std::int64_t> seed;
  CLI::App app(
      "Starts the relay, Alice, Bob and Eve on this machine and shows them learning. Lines typed "
      "here\n"
      "are sent by Alice; Ctrl-C ends the run.\n"
      "Ends with 0 when the goal is met, 1 when not, 2 on bad usage, 3 when a part fails.",
      "sotto-demo");
  app.add_flag("--headless", flags.headless, "plain log lines, nothing read from the terminal");
  app.add_option("--seed", seed,
                 "the run's seed: gives the public seed and, by another way, the secret; random "
                 "when not given")
      ->check(whole_number(0, kMaxSeed));
  app.add_option("--secret-file", secret_file, "take the secret from this file, not from the seed");
  app.add_option("--address", flags.address, "address the relay listens on")->capture_default_str();
  app.add_option("--port", flags.port, "the relay's port, 0 = any free one")
      ->capture_default_str()
      ->check(whole_number(0, 65535));
  app.add_flag("--tls", flags.tls,
               "encrypt every line: the relay speaks https and wss, with a certificate and an "
               "authority made for this run");
  app.add_option("--work-dir", flags.work_directory,
                 "where the run leaves its networks, logs, tokens and report")
      ->capture_default_str();
  app.add_flag("--resume", flags.resume,
               "go on with the run in the work directory that was ended before its time, as it was "
               "begun");
  app.add_option("--report", flags.report_file, "write the report here, too (JSON)")
      ->check(output_file());
  app.add_option("--scenario", scenario_file, "script of the run (JSON, docs/scenarios.md)");
  app.add_option("--engine", flags.engine, "how networks are computed: fused or reference")
      ->capture_default_str()
      ->check(CLI::IsMember({"fused", "reference"}));
  app.add_flag("--record", flags.record,
               "write every message on the wire to wire.record in the work directory");
  AuditFlags audit(app);
  const TableFlags table(app);
  ConfigFlags config(app);
  const auto ended = parse_command_line(app, argc, argv, [&] {
    if (flags.resume) return refuse_other_options(app);
    audit.apply_to(config);
    table.apply_to(config);
    if (const auto read = table.read()) flags.table = told(*read);
    flags.table_arguments = table.arguments();
    flags.config = config.config();
    table.require_for(flags.config);
    if (!scenario_file.empty()) flags.scenario = Scenario::from_file(scenario_file);
    // She is started again where she dies, but where a scenario kills her.
    if (!config.given("eve_return_ms") && !flags.scenario.kills(Role::eve))
      flags.config.eve_return_ms = kEveReturnMs;
    flags.attackers = audit.attackers(flags.config);
    flags.audits_archives = config.audits_archives();
    flags.audit_budget = audit.budget().name;
    std::random_device random;
    flags.seed = seed.value_or(random() % 1'000'000);
    const auto [public_seed, secret] = derive_run_seeds(flags.seed);
    if (!config.given("public_seed")) flags.config.public_seed = public_seed;
    flags.secret = secret_file.empty() ? secret : read_secret(secret_file);
    flags.arguments = {argv + 1, argv + argc};
    if (!seed)
      flags.arguments.insert(flags.arguments.end(), {"--seed", std::to_string(flags.seed)});
  });
  if (ended || !flags.resume) return ended;
  try {
    const auto given = flags;
    return parse_resumed(given, flags);
  } catch (const std::exception& error) {
    std::cerr << "sotto-demo: " << error.what() << "\n";
    return exit_code::kBadUsage;
  }
}

}  // namespace sotto
