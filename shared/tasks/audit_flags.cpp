#include "shared/tasks/audit_flags.hpp"

#include <algorithm>

#include "shared/tasks/attacker_panel.hpp"

namespace sotto {
namespace {

std::string budgets_help() {
  std::string text = "how much the attackers of an audit learn from, and are judged on: ";
  for (const auto& budget : named_budgets())
    text += std::string(budget.name) + " (" + std::to_string(budget.minibatches) + " and " +
            std::to_string(budget.held_out / kAttackMinibatch) + " minibatches), ";
  return text +
         "or a number of minibatches; default: quick in a session, default for --until certified";
}

std::string attackers_help() {
  std::string text =
      "attackers of the session's audits, by names and commas; with --until audited:";
  for (const auto& name : live_panel()) text += " " + name;
  return text;
}

}  // namespace

CLI::Validator budget_name() {
  return {[](const std::string& word) {
            return find_budget(word) ? std::string()
                                     : "'" + word +
                                           "' is no budget, expected quick, default, thorough or "
                                           "a number of minibatches from 1 to 1000000";
          },
          "BUDGET"};
}

AuditFlags::AuditFlags(CLI::App& app) {
  app.add_option("--attackers", attackers_, attackers_help())->delimiter(',');
  app.add_option("--audit-budget", budget_, budgets_help())->check(budget_name());
}

std::vector<std::string> AuditFlags::attackers(const SessionConfig& config) const {
  for (auto name = attackers_.begin(); name != attackers_.end(); ++name) {
    if (const auto why = why_not_live(*name)) throw CLI::ValidationError("--attackers", *why);
    if (std::find(attackers_.begin(), name, *name) != name)
      throw CLI::ValidationError("--attackers", "has '" + *name + "' twice");
  }
  return attackers_.empty() && config.until == kUntilAudited ? live_panel() : attackers_;
}

void AuditFlags::apply_to(ConfigFlags& flags) const {
  if (budget_.empty()) return;
  flags.assume("audit_minibatches", std::to_string(budget().minibatches));
  flags.assume("audit_held_out", std::to_string(budget().held_out / kAttackMinibatch));
}

Budget AuditFlags::budget() const { return *find_budget(budget_.empty() ? "default" : budget_); }

}  // namespace sotto
