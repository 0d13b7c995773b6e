// What programs read from a finished session's report (docs/report.md has all of it).
#pragma once

#include <filesystem>

#include "shared/wire/fields.hpp"

namespace sotto::wire {

/// Until `secret`: the outcome is `secret`. Until `steps`: the limit was reached, or there was
/// none.
bool goal_met(const Json& report);

/// Writes it, indented; the file is complete or not there at all. Throws std::runtime_error.
void write_report(const Json& report, const std::filesystem::path& file);

}  // namespace sotto::wire
