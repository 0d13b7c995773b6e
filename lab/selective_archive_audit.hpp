// An audit of what a session of task `selective` has left in a directory, for the terminal.
#pragma once

#include <filesystem>

#include "shared/attack/selective_audit.hpp"

namespace sotto {

/// Throws ArchiveError where the archives are none, or of a session about a table.
SelectiveAudit audit_selective_archives(const std::filesystem::path& directory, std::int64_t seed,
                                        const Budget& budget,
                                        const SelectiveProgress& progress = {});

/// Prints what was found as a table, and what it means in a sentence.
void print(const SelectiveAudit& audit);

}  // namespace sotto
