// The relay's command line.
#pragma once

#include <optional>
#include <string>

#include "server/net/admission.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

struct RelayOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 7474;
  std::string port_file;  ///< where the port is written once the relay listens; empty = nowhere
  std::string session = "live";
  std::string tokens_file = "tokens.json";
  std::string record_file;   ///< everything on the wire; empty = nowhere
  std::string journal_file;  ///< sessions on disk; empty = nowhere
  std::string dashboard;     ///< directory of the page
  std::string log_level = "info";
  ConnectionLimits connections;
  std::size_t max_watchers = protocol::kMaxWatchers;  ///< of a session
  SessionConfig config;
};

/// Prints help or one sentence on what is wrong and gives the exit code when the program must not
/// go on.
std::optional<RelayOptions> parse_relay_options(int argc, char** argv, int& exit_code);

}  // namespace sotto
