// sotto-lab audit
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "shared/attack/audit.hpp"

namespace sotto {

struct AuditOptions {
  std::string directory;               ///< holds alice.pt and, better, bob.pt
  std::vector<std::string> attackers;  ///< empty: the default panel
  std::string budget = "default";      ///< a budget's name
  std::int64_t seed = 1;               ///< of plaintexts, keys and the attackers' first weights
  bool hard_bits = false;              ///< what is sent are the signs of the numbers
};

/// Audits the networks in the directory, with progress on a terminal. Throws ArchiveError.
Audit audit_networks(const AuditOptions& options);

/// Prints what was found as a table, and the sentence.
void print(const Audit& audit);

/// --audit-budget and the like: adds the option with what each budget is.
CLI::Option* add_budget(CLI::App& app, const std::string& name, std::string& budget);

/// Adds the subcommand; after parsing, `exit_code` is what it ended with: 0 for a grade of
/// `audited` or better, else 1.
void add_audit(CLI::App& app, int& exit_code);

}  // namespace sotto
