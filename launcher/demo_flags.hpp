// The demo's command line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "launcher/scenario.hpp"
#include "shared/crypto/number_stream.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

struct DemoFlags {
  std::vector<std::string> arguments;  ///< by which the same run can be launched
  SessionConfig config;
  std::int64_t seed = 0;
  Secret secret{};
  std::string address = "127.0.0.1";
  std::uint16_t port = 7474;
  bool tls = false;  ///< https and wss, with certificates made for the run
  bool headless = false;
  bool resume = false;  ///< go on with the run that the work directory has
  std::filesystem::path work_directory = "run";
  std::string before;  ///< newest session of its journal when the run was launched; empty: none
  std::filesystem::path report_file;  ///< empty: only in the work directory
  std::string engine = "fused";
  bool record = false;  ///< everything on the wire, to wire.record in the work directory
  Scenario scenario;
  std::vector<std::string> table_arguments;  ///< by which the parties read the session's table, too
  std::string table;                         ///< what there is to tell of it; empty: none
  std::vector<std::string> attackers;        ///< of the session's audits
  bool audits_archives = false;              ///< audit the networks at the end
  std::string audit_budget;                  ///< of that
};

/// Prints help or one sentence on what is wrong, and returns the exit code, where the program must
/// not go on.
std::optional<int> parse_demo_flags(int argc, char** argv, DemoFlags& flags);

}  // namespace sotto
