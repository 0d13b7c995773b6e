// The audit of the networks that a run has left, by sotto-lab.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "shared/base/json_fields.hpp"

namespace sotto {

/// One sentence: the audit did not come to its end.
struct ArchiveAuditError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Runs `sotto-lab audit DIRECTORY`, which says on the terminal what it finds; what it reports
/// stays in `audit.json` there. `programs`: where sotto-lab is. Throws ArchiveAuditError.
Json audit_archives(const std::filesystem::path& programs, const std::filesystem::path& directory,
                    const std::string& budget);

}  // namespace sotto
