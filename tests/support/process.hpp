// A program under test: started, waited for with a deadline, never left behind.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sotto {

/// A fresh directory that goes away with its owner.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Of this build.
std::filesystem::path program_file(const std::string& name);

class Process {
 public:
  /// Starts a program of this build (its name alone), or another one (its path), with its output in
  /// files of its own.
  Process(const std::string& program, const std::vector<std::string>& arguments,
          const std::map<std::string, std::string>& environment = {},
          const std::filesystem::path& input = "/dev/null");
  /// Kills it where it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Its exit code, or 128 + the signal that ended it; -1 where it is not done by the deadline.
  int wait(std::chrono::milliseconds deadline);
  void signal(int number) const;
  pid_t id() const { return id_; }

  std::string output() const;
  std::string errors() const;

 private:
  TemporaryDirectory directory_;
  pid_t id_ = -1;
  int status_ = -1;
};

/// Polls the condition every few milliseconds until it holds; false at the deadline.
template <class Condition>
bool eventually(Condition&& condition, std::chrono::milliseconds deadline);

/// Process ids whose command line holds the text.
std::vector<pid_t> processes_with(const std::string& text);

std::string contents(const std::filesystem::path& file);

void wait_a_little();

template <class Condition>
bool eventually(Condition&& condition, std::chrono::milliseconds deadline) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    wait_a_little();
  }
  return true;
}

}  // namespace sotto
