// `sotto-lab simulate`.
#pragma once

#include <CLI/CLI.hpp>

namespace sotto {

/// Adds the subcommand. It sets `exit_code` where it is run.
void add_simulate(CLI::App& app, int& exit_code);

}  // namespace sotto
