// The options of programs that start a session with its attackers.
#pragma once

#include <string>
#include <vector>

#include "shared/tasks/audit_budget.hpp"
#include "shared/tasks/config_flags.hpp"

namespace sotto {

/// For CLI::Option::check: what find_budget() knows.
CLI::Validator budget_name();

/// Adds --attackers and --audit-budget. Must outlive the parsing.
class AuditFlags {
 public:
  explicit AuditFlags(CLI::App& app);

  /// Who attacks: those who were named, else the live panel of a session until it is audited, else
  /// nobody. Throws CLI::ValidationError for one who cannot attack live, and for one named twice.
  std::vector<std::string> attackers(const SessionConfig& config) const;

  /// Gives a session's audits the budget that was named. Before flags.config().
  void apply_to(ConfigFlags& flags) const;

  /// For the audit of the finished networks.
  Budget budget() const;

 private:
  std::vector<std::string> attackers_;
  std::string budget_;  ///< empty: not given
};

}  // namespace sotto
