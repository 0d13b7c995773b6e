#include "lab/commands/audit_command.hpp"

#include <fstream>

#include "lab/archive_audit.hpp"
#include "lab/selective_archive_audit.hpp"
#include "lab/table_archive_audit.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/session/output_file.hpp"
#include "shared/session/report.hpp"
#include "shared/session/session_config.hpp"
#include "shared/session/whole_number.hpp"
#include "shared/tasks/audit_flags.hpp"
#include "shared/tasks/table_flags.hpp"

namespace sotto {
namespace {

struct AuditOptions {
  explicit AuditOptions(CLI::App& app) : table(app) {}

  std::string directory;
  std::vector<std::string> attackers;
  std::string budget = "default";
  std::int64_t seed = 1;
  std::string report_file;
  bool hard_bits = false;
  std::string texts_file;
  TableFlags table;
  std::string rows_file;
};

/// The file's lines that are not empty. Throws CLI::ValidationError where there are none.
std::vector<std::string> texts_of(const std::string& file) {
  std::ifstream in(file);
  std::vector<std::string> texts;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) texts.push_back(line.substr(0, protocol::kMaxChatText));
  if (texts.empty()) throw CLI::ValidationError("--texts", "'" + file + "' has no line of text");
  return texts;
}

void write_report_of(const AuditOptions& options, Json report) {
  if (options.report_file.empty()) return;
  report["seed"] = options.seed;
  report["directory"] = options.directory;
  write_report(report, options.report_file);
}

/// Of archives of a session about a table.
int run_table_audit(const AuditOptions& options, std::shared_ptr<const OwnTable> table) {
  ProgressLine line;
  const auto result = audit_table_archives({options.directory, std::move(table), options.seed,
                                            *find_budget(options.budget), options.rows_file},
                                           line);
  line.clear();
  print(result);
  write_report_of(options, json_of(result));
  return result.verdict() == TableVerdict::hidden ? exit_code::kGoalMet : exit_code::kGoalNotMet;
}

/// Of archives of task `selective`, which has a panel of its own.
int run_selective_audit(const AuditOptions& options) {
  if (!options.attackers.empty() || options.hard_bits || !options.texts_file.empty())
    throw CLI::ValidationError(
        "'" + options.directory +
        "' holds networks of task selective, which has a panel of its own and no texts: expected "
        "none of --attackers, --hard-bits and --texts");
  if (auto table = options.table.read()) return run_table_audit(options, std::move(table));
  if (!options.rows_file.empty())
    throw CLI::ValidationError("--rows", "needs a table: expected --data, --reveal and --hide");
  ProgressLine line;
  const auto result = audit_selective_archives(options.directory, options.seed,
                                               *find_budget(options.budget), shown_on(line));
  line.clear();
  print(result);
  write_report_of(options, json_of(result));
  return result.hidden() ? exit_code::kGoalMet : exit_code::kGoalNotMet;
}

int run_audit(const AuditOptions& options) {
  if (SelectiveArchives::are_in(options.directory)) return run_selective_audit(options);
  if (options.table.read() || !options.rows_file.empty())
    throw CLI::ValidationError("'" + options.directory +
                               "' holds no networks of task selective: expected none of --data, "
                               "--reveal, --hide and --rows");
  ProgressLine line;
  AuditPlan plan{options.attackers, *find_budget(options.budget)};
  if (plan.attackers.empty()) plan.attackers = default_panel();
  if (!options.texts_file.empty()) plan.texts = texts_of(options.texts_file);
  const auto result =
      audit_archives({options.directory, options.seed, options.hard_bits, plan}, shown_on(line));
  line.clear();
  print(result);
  auto report = json_of(result);
  report["hard_bits"] = options.hard_bits;
  write_report_of(options, std::move(report));
  return result.grade == Grade::hollow ? exit_code::kGoalNotMet : exit_code::kGoalMet;
}

std::string attackers_help() {
  std::string text = "the panel, by names and commas; default: the first ten of";
  for (const auto& kind : attacker_kinds())
    text += "\n  " + std::string(kind.name) + ": " + std::string(kind.about);
  return text;
}

}  // namespace

void add_audit(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("audit",
                                     "attack a finished cipher with fresh attackers and say what "
                                     "its secret is worth; ends with 0 "
                                     "when none of them gains more than half a bit");
  auto options = std::make_shared<AuditOptions>(*command);
  command->add_option("directory", options->directory, "holds alice.pt and, better, bob.pt")
      ->required();
  command->add_option("--attackers", options->attackers, attackers_help())
      ->delimiter(',')
      ->check(attacker_name());
  command->add_option("--budget", options->budget, budgets_help())
      ->capture_default_str()
      ->check(budget_name());
  command
      ->add_option("--seed", options->seed,
                   "of the audit: plaintexts, keys and the attackers' first weights")
      ->capture_default_str()
      ->check(whole_number(0, kMaxSeed));
  command->add_flag("--hard-bits", options->hard_bits,
                    "audit what would be sent if only the signs of the numbers were");
  command
      ->add_option("--texts", options->texts_file,
                   "lines of text, a message each: how many letters Bob reads, and each attacker")
      ->check(CLI::ExistingFile);
  command
      ->add_option("--rows", options->rows_file,
                   "write here (CSV) each row of the table, with what is heard of it")
      ->check(output_file())
      ->group("Your own table");
  command->add_option("--report", options->report_file, "write the findings here (JSON)")
      ->check(output_file());
  command->callback([options, &exit_code] { exit_code = run_audit(*options); });
}

}  // namespace sotto
