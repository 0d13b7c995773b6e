// What a journal has of a session's end.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "shared/base/json_fields.hpp"

namespace sotto {

/// The name of the newest session in the journal; empty where there is none, or no journal that can
/// be read.
std::string newest_recorded(const std::filesystem::path& journal);

/// The report of the newest session in the journal; nothing where it has not ended, or is still
/// `before`: a journal stays from run to run, and a run's own session may not be in it yet. Throws
/// JournalError where the journal is missing or damaged.
std::optional<Json> recorded_report(const std::filesystem::path& journal,
                                    const std::string& before);

}  // namespace sotto
