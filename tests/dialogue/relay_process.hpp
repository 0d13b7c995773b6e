// The real sotto-relay, started for one test and gone with it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sotto {

/// How long anything may take before a test gives up on it: generous, and never waited out where
/// all is well.
inline constexpr std::chrono::seconds kDeadline{10};

/// A fresh folder, removed at the end.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// A running sotto-relay that ends with this process, whatever happens to it.
class RelayProgram {
 public:
  explicit RelayProgram(const std::vector<std::string>& arguments);
  /// Kills it where it still runs.
  ~RelayProgram();
  RelayProgram(const RelayProgram&) = delete;
  RelayProgram& operator=(const RelayProgram&) = delete;

  /// Waits that long for its end.
  bool ended_within(std::chrono::milliseconds time);
  /// Waits for its end, up to kDeadline; its exit code, or -1 where it did not end or was killed.
  /// May be asked again.
  int exit_code();
  void signal(int number) const;

  /// What it has written so far.
  std::string out() const;
  std::string err() const;

 private:
  TempFolder folder_;
  pid_t pid_ = -1;  ///< -1 once its end is known
  int code_ = -1;
  int handle_ = -1;  ///< becomes readable when the program ends
};

/// Options by name, without their dashes.
using Options = std::map<std::string, std::string>;

/// A relay that listens on a free port with the session `live` of N = 4, B = 2 and tokens
/// "alice-token", ... The destructor asks it to stop and expects that it ends with 0: so every test
/// is one for sanitizers, too.
class RelayProcess {
 public:
  /// `options` go over the ones that tests have in common.
  explicit RelayProcess(const Options& options = {});
  ~RelayProcess();

  unsigned short port() const { return port_; }
  RelayProgram& program() { return program_; }

 private:
  std::vector<std::string> arguments(Options options);

  TempFolder folder_;
  RelayProgram program_;
  unsigned short port_ = 0;
};

/// The token of that role in RelayProcess's sessions; empty for a watcher.
std::string token_of(const std::string& role);

}  // namespace sotto
