// What programs read from a finished session's report (docs/report.md has all of it).
#pragma once

#include <filesystem>

#include "shared/base/json_fields.hpp"

namespace sotto {

/// Until a goal: the outcome is that goal. Until `steps`: the limit was reached, or there was none.
bool goal_met(const Json& report);

/// Writes it, indented; the file is complete or not there at all. Throws std::runtime_error.
void write_report(const Json& report, const std::filesystem::path& file);

}  // namespace sotto
