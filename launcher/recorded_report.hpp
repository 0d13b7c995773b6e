// What a journal has of a session's end.
#pragma once

#include <filesystem>
#include <optional>

#include "shared/base/json_fields.hpp"

namespace sotto {

/// The report of the newest session in the journal; nothing where it has not ended. Throws
/// JournalError where the journal is missing or damaged.
std::optional<Json> recorded_report(const std::filesystem::path& journal);

}  // namespace sotto
