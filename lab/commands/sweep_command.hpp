// sotto-lab sweep
#pragma once

#include <CLI/CLI.hpp>

namespace sotto {

/// Adds the subcommand; after parsing, `exit_code` is what it ended with: 0 where every run is
/// reported and none failed, else 1.
void add_sweep(CLI::App& app, int& exit_code);

}  // namespace sotto
