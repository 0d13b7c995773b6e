#include "launcher/demo_flags.hpp"

#include <filesystem>
#include <random>

#include "shared/crypto/run_seeds.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/session/command_line.hpp"
#include "shared/session/output_file.hpp"
#include "shared/session/whole_number.hpp"
#include "shared/tasks/audit_flags.hpp"
#include "shared/tasks/table_flags.hpp"

namespace sotto {
namespace {

/// Long enough to be started again a few times.
constexpr std::int64_t kEveReturnMs = 10'000;

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
  app.add_option("--work-dir", flags.work_directory,
                 "where the run leaves its networks, logs, tokens and report")
      ->capture_default_str();
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
  return parse_command_line(app, argc, argv, [&] {
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
  });
}

}  // namespace sotto
