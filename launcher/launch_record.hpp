// How a run was launched, so that it can be gone on with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace sotto {

/// One sentence: which run, and why it cannot go on.
struct ResumeError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// As JSON in the run's work directory.
struct LaunchRecord {
  std::filesystem::path directory;     ///< from which it was launched
  std::vector<std::string> arguments;  ///< of the program, with the seed
  std::string before;                  ///< the journal's newest session then; empty: none

  static std::filesystem::path file(const std::filesystem::path& work_directory) {
    return work_directory / "launch.json";
  }
  /// Throws std::system_error.
  void write(const std::filesystem::path& work_directory) const;
  /// Throws ResumeError where there is none, or none in order.
  static LaunchRecord read(const std::filesystem::path& work_directory);
};

}  // namespace sotto
