// The command line that Alice, Bob and Eve share.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "shared/crypto/number_stream.hpp"
#include "shared/session/role.hpp"
#include "shared/tasks/selective/own_table.hpp"
#include "shared/transport/endpoint.hpp"

namespace sotto {

struct PartyFlags {
  Endpoint relay;
  std::string session = "live";
  std::string token;
  std::optional<Secret> secret;  ///< Alice's and Bob's
  std::string save_file;         ///< where the network goes at the end; empty = nowhere
  std::string checkpoints;       ///< directory of the checkpoints; empty = none are kept
  std::string engine = "fused";  ///< how the network is computed
  std::string attacker;          ///< of sotto-eve: attack audits as that attacker; empty = be Eve
  std::shared_ptr<const OwnTable> table;  ///< of a session about one; null: none
  std::string log_level;
};

/// Reads the command line and the environment (SOTTO_TOKEN, SOTTO_SECRET_FILE). Prints help or one
/// sentence on what is wrong, and returns the exit code, where the program must not go on.
std::optional<int> parse_party_flags(Role role, int argc, char** argv, PartyFlags& flags);

}  // namespace sotto
