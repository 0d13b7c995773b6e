#include "lab/commands/replay_command.hpp"

#include <iostream>
#include <map>

#include "alice_client/alice.hpp"
#include "bob_client/bob.hpp"
#include "eve_sniffer/attacker_player.hpp"
#include "eve_sniffer/eve.hpp"
#include "server/observers/journal/journal_reader.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/nn/threads.hpp"
#include "shared/session/config_json.hpp"
#include "shared/session/whole_number.hpp"
#include "shared/tasks/table_flags.hpp"
#include "simulation/in_memory_session.hpp"

namespace sotto {
namespace {

struct ReplayOptions {
  explicit ReplayOptions(CLI::App& app) : table(app) {}

  TableFlags table;
  std::string journal_file;
  std::string session;
  std::int64_t seed = 0;
  std::string secret_file;
  std::string engine = "fused";
};

/// What the journal says of a session that can be replayed. Throws JournalError.
JournalReader::Run recorded_run(const ReplayOptions& options) {
  const auto run = JournalReader(options.journal_file).run(options.session);
  if (!run)
    throw JournalError("journal '" + options.journal_file + "' holds no session" +
                       (options.session.empty() ? std::string() : " '" + options.session + "'"));
  if (run->report.is_null())
    throw JournalError("session '" + run->name +
                       "' has no report in the journal, it did not end in order");
  return *run;
}

/// The last findings of those who heard the whole of the newest audit, by attacker: what only
/// depends on what was sent.
std::map<std::string, Json> whole_findings(const Json& report) {
  std::map<std::string, Json> findings;
  if (!report.contains("audit")) return findings;
  for (const auto& finding : report.at("audit").at("findings"))
    if (finding.at("final") == true && finding.at("missed") == 0)
      findings[finding.at("attacker")] = finding;
  return findings;
}

std::vector<std::unique_ptr<Player>> attackers_of(const std::map<std::string, Json>& findings) {
  std::vector<std::unique_ptr<Player>> players;
  for (const auto& [name, finding] : findings)
    players.push_back(std::make_unique<AttackerPlayer>(name));
  return players;
}

int replay(const ReplayOptions& options) {
  const auto run = recorded_run(options);
  auto config = config_from_json(run.config);
  // It ended where it ended, whatever for.
  config.until = kUntilSteps;
  config.steps = run.report.at("steps").get<std::int64_t>();
  const auto recorded = run.report.at("digests");
  const auto findings = whole_findings(run.report);
  const auto secret = options.secret_file.empty() ? derive_run_seeds(options.seed).secret
                                                  : read_secret(options.secret_file);
  std::cout << "replaying '" << run.name << "', " << config.steps << " steps, "
            << run.changes.size() << " changes\n";
  if (config.steps == 0) throw JournalError("session '" + run.name + "' has no steps to replay");
  use_one_thread();
  const auto table = options.table.read();
  InMemorySession session(config,
                          {make_alice(secret, /*first_chat=*/0, options.engine, table),
                           make_bob(secret, options.engine, table),
                           recorded.at("eve").is_null() ? nullptr : make_eve(options.engine, table),
                           attackers_of(findings)},
                          run.changes);
  const auto report = session.run();
  const auto& replayed = report.at("digests");
  bool equal = true;
  for (const auto& [who, digest] : recorded.items()) {
    if (digest.is_null()) continue;  // it was not there to say
    const bool same = digest == replayed.at(who);
    equal &= same;
    std::cout << who << ": " << (same ? "the same weights, bit for bit" : "other weights") << "\n";
  }
  if (!findings.empty()) {
    const bool same = whole_findings(report) == findings;
    equal &= same;
    std::cout << "audit: " << (same ? "the same findings, bit for bit" : "other findings") << "\n";
  }
  return equal ? exit_code::kGoalMet : exit_code::kGoalNotMet;
}

}  // namespace

void add_replay(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "replay",
      "run a session of a journal again and compare the weights and its attackers' findings; ends "
      "with 0 when equal");
  auto options = std::make_shared<ReplayOptions>(*command);
  command->add_option("--journal", options->journal_file, "the relay's journal")->required();
  command->add_option("--session", options->session,
                      "the recorded session's name; the newest when not given");
  auto* secret = command->add_option_group("secret", "what Alice and Bob shared");
  secret->add_option("--seed", options->seed, "the run's seed")->check(whole_number(0, kMaxSeed));
  secret->add_option("--secret-file", options->secret_file, "the secret itself");
  secret->require_option(1);
  command->add_option("--engine", options->engine, "how networks are computed: fused or reference")
      ->capture_default_str()
      ->check(CLI::IsMember({"fused", "reference"}));
  command->callback([options, &exit_code] { exit_code = replay(*options); });
}

}  // namespace sotto
