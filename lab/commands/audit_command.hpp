// sotto-lab audit
#pragma once

#include <CLI/CLI.hpp>

namespace sotto {

/// Adds the subcommand; after parsing, `exit_code` is what it ended with: 0 for a grade of
/// `audited` or better, else 1.
void add_audit(CLI::App& app, int& exit_code);

}  // namespace sotto
