// This program, started once more.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sotto {

/// Runs in a process group of its own, so that the terminal's Ctrl-C does not reach it, and with
/// the kernel's promise to kill it when this process dies. It is the very program that is running,
/// whatever has become of its file.
class LabProcess {
 public:
  /// `errors`: the file that gets what it says on standard error; its standard output is dropped.
  /// Throws std::system_error.
  LabProcess(const std::vector<std::string>& arguments, const std::filesystem::path& errors);
  /// Kills it where it still runs.
  ~LabProcess();
  LabProcess(LabProcess&&) noexcept;
  LabProcess& operator=(LabProcess&&) noexcept;

  /// Looks, and does not wait.
  bool running();
  void kill();
  /// Its exit code, or 128 + the signal that ended it.
  int wait();

 private:
  struct Process;
  std::unique_ptr<Process> process_;
};

}  // namespace sotto
