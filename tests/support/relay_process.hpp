// The real sotto-relay, started for one test and gone with it.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace sotto {

/// How long anything may take before a test gives up on it: generous, and never waited out where
/// all is well.
inline constexpr std::chrono::seconds kDeadline{10};

/// A running sotto-relay that ends with this process, whatever happens to it.
class RelayProgram : public Process {
 public:
  explicit RelayProgram(const std::vector<std::string>& arguments)
      : Process("sotto-relay", arguments) {}
  /// Waits for its end, up to kDeadline; its exit code, or -1 where it did not end.
  int exit_code() { return wait(kDeadline); }
};

/// Options by name, without their dashes; an empty value is that of a flag.
using Options = std::map<std::string, std::string>;

/// A relay that listens on a free port with the session `live` of N = 4, B = 2 and tokens
/// "alice-token", ... The destructor asks it to stop and expects that it ends with 0: so every test
/// is one for sanitizers, too.
class RelayProcess {
 public:
  /// `options` go over the ones that tests have in common.
  explicit RelayProcess(const Options& options = {});
  ~RelayProcess();

  /// Ends it with SIGKILL, as it stands.
  void kill();

  unsigned short port() const { return port_; }
  RelayProgram& program() { return program_; }

 private:
  std::vector<std::string> arguments(Options options);

  TemporaryDirectory folder_;
  RelayProgram program_;
  unsigned short port_ = 0;
  bool killed_ = false;
};

/// The token of that role in RelayProcess's sessions; empty for a watcher.
std::string token_of(const std::string& role);

}  // namespace sotto
