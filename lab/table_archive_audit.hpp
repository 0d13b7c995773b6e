// An audit of what a session about a table has left in a directory, for the terminal.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "lab/progress_line.hpp"
#include "shared/attack/table_audit.hpp"

namespace sotto {

struct TableArchiveAudit {
  std::filesystem::path directory;
  std::shared_ptr<const OwnTable> table;
  std::int64_t seed = 1;
  Budget budget;
  std::string rows_file;  ///< for the rows and what is heard of them; empty: they are not written
};

/// Throws ArchiveError where the archives are none, or of a session about another table. Shows on
/// the line who is at it, and how far.
TableAudit audit_table_archives(const TableArchiveAudit& asked, ProgressLine& line);

/// Prints what was found as a table, and what it means in a sentence.
void print(const TableAudit& audit);

}  // namespace sotto
