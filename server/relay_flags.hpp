// The relay's command line.
#pragma once

#include <optional>
#include <string>

#include "server/registry/admission.hpp"
#include "shared/session/session_config.hpp"

#include <chrono>

namespace sotto {

struct RelayFlags {
  std::string address = "127.0.0.1";
  std::uint16_t port = 7474;
  std::string port_file;  ///< where the port is written once the relay listens; empty = nowhere
  std::string session = "live";
  std::string tokens_file = "tokens.json";
  bool hash_tokens = false;               ///< in the file, and nothing else
  std::string record_file;                ///< everything on the wire; empty = nowhere
  std::string journal_file;               ///< sessions on disk; empty = nowhere
  std::optional<std::chrono::days> keep;  ///< sessions in the journal; nothing: for ever
  bool resume = false;                    ///< go on with the session that the journal has
  std::string dashboard;                  ///< directory of the page
  std::string tls_certificate;  ///< https and wss, by this certificate; empty = in the clear
  std::string tls_key;          ///< of the certificate
  bool echo = false;            ///< no session: says back what it is told
  std::string log_level = "info";
  ConnectionLimits connections;
  std::size_t max_watchers = protocol::kMaxWatchers;  ///< of a session
  SessionConfig config;
};

/// Prints help or one sentence on what is wrong, and returns the exit code, where the program must
/// not go on.
std::optional<int> parse_relay_flags(int argc, char** argv, RelayFlags& flags);

}  // namespace sotto
