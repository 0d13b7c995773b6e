// The demo's command line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "launcher/scenario.hpp"
#include "shared/session/session_config.hpp"
#include "shared/crypto/number_stream.hpp"

namespace sotto {

struct DemoOptions {
  SessionConfig config;
  std::int64_t seed = 0;
  Secret secret{};
  std::string address = "127.0.0.1";
  std::uint16_t port = 7474;
  bool headless = false;
  std::filesystem::path work_directory = "run";
  std::filesystem::path report_file;  ///< empty: only in the work directory
  std::string engine = "fused";
  bool record = false;  ///< everything on the wire, to wire.record in the work directory
  Scenario scenario;
};

/// Prints help or one sentence on what is wrong and gives the exit code when the program must not
/// go on.
std::optional<DemoOptions> parse_demo_options(int argc, char** argv, int& exit_code);

}  // namespace sotto
