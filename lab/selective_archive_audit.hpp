// An audit of what a session of task `selective` has left in a directory, for the terminal.
#pragma once

#include "lab/progress_line.hpp"
#include "shared/attack/selective_audit.hpp"

namespace sotto {

/// Throws ArchiveError where the archives are none. Shows on the line who is at it, and how far.
SelectiveAudit audit_selective_archives(const std::filesystem::path& directory, std::int64_t seed,
                                        const Budget& budget, ProgressLine& line);

/// Prints what was found as a table, and what it means in a sentence.
void print(const SelectiveAudit& audit);

}  // namespace sotto
