// An audit of the networks that a training has left in a directory.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>

#include "lab/progress_line.hpp"
#include "shared/attack/audit.hpp"

namespace sotto {

struct ArchiveAudit {
  std::filesystem::path directory;  ///< holds alice.pt and, better, bob.pt
  std::int64_t seed = 1;            ///< plaintexts, keys and the attackers' first weights
  bool hard_bits = false;           ///< audit what would be sent if only the signs were
  AuditPlan plan;
};

/// Throws ArchiveError where the archives are none.
Audit audit_archives(const ArchiveAudit& asked, const AuditProgress& progress = {});

/// For CLI::Option::check.
CLI::Validator attacker_name();

/// What each budget is, for an option's help.
std::string budgets_help();

/// Shows who is at it, and how far, on that line. The line must outlive it.
AuditProgress shown_on(ProgressLine& line);

/// Prints what was found as a table, and what it means in a sentence.
void print(const Audit& audit);

}  // namespace sotto
