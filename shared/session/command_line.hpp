// How every program of the project treats its command line.
#pragma once

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <optional>

#include "shared/base/exit_codes.hpp"

namespace sotto {

/// Parses the command line, then has `read` take what was given; `read` may throw CLI::Error or any
/// other exception whose text is one sentence. Prints the help that was asked for, or the sentence.
/// Returns the exit code where the program must not go on.
template <class Read>
std::optional<int> parse_command_line(CLI::App& app, int argc, char** argv, Read&& read) {
  try {
    app.parse(argc, argv);
    read();
    return std::nullopt;
  } catch (const CLI::Success& help) {
    app.exit(help);
    return exit_code::kGoalMet;
  } catch (const CLI::Error& error) {
    std::cerr << app.get_name() << ": " << error.what() << " (see --help)\n";
  } catch (const std::exception& error) {
    std::cerr << app.get_name() << ": " << error.what() << "\n";
  }
  return exit_code::kBadUsage;
}

}  // namespace sotto
