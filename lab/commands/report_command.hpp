// sotto-lab report
#pragma once

#include <CLI/CLI.hpp>

namespace sotto {

/// Adds the subcommand; after parsing, `exit_code` is what it ended with.
void add_report(CLI::App& app, int& exit_code);

}  // namespace sotto
