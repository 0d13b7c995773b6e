// How every program of the project treats its command line.
#pragma once

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/exit_codes.hpp"

namespace sotto {

/// What is wrong with a command line, in one sentence. CLI11 says of an option that is given twice
/// "--seed: At Most 1 required but received 2".
inline std::string sentence(const CLI::Error& error) {
  const std::string text = error.what();
  const auto twice = text.find(": At Most 1 required");
  return (twice == text.npos ? text : text.substr(0, twice) + " is given more than once") +
         " (see --help)";
}

/// Refuses what CLI11 lets pass: the empty text of a variable that a script has never set. Throws
/// CLI::ValidationError.
inline void refuse_empty_arguments(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const std::string_view before = argv[i - 1];
    if (argument.empty())
      throw CLI::ValidationError(
          before.starts_with("--") ? std::string(before) : "argument " + std::to_string(i),
          "is empty, expected a value");
    if (argument.starts_with("--") && argument.ends_with('='))
      throw CLI::ValidationError(std::string(argument.substr(0, argument.size() - 1)),
                                 "is empty, expected a value");
  }
}

/// The exit code of a program that has printed what was asked for: it is worth nothing where nobody
/// can read it.
inline int exit_code_of_output(const CLI::App& app) {
  if (std::cout.flush()) return exit_code::kGoalMet;
  std::cerr << app.get_name() << ": standard output cannot be written\n";
  return exit_code::kFailed;
}

/// Parses the command line, then has `read` take what was given; `read` may throw CLI::Error or any
/// other exception whose text is one sentence. Prints the help that was asked for, or the sentence.
/// Returns the exit code where the program must not go on.
template <class Read>
std::optional<int> parse_command_line(CLI::App& app, int argc, char** argv, Read&& read) {
  try {
    refuse_empty_arguments(argc, argv);
    app.parse(argc, argv);
    read();
    return std::nullopt;
  } catch (const CLI::Success& help) {
    app.exit(help);
    return exit_code_of_output(app);
  } catch (const CLI::Error& error) {
    std::cerr << app.get_name() << ": " << sentence(error) << "\n";
  } catch (const std::exception& error) {
    std::cerr << app.get_name() << ": " << error.what() << "\n";
  }
  return exit_code::kBadUsage;
}

}  // namespace sotto
