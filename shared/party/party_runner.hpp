// Runs a Player over a network: its sockets on the calling thread, its learning there, too, or on
// another where steps are long.
#pragma once

#include "shared/party/party_flags.hpp"
#include "shared/party/player.hpp"

namespace sotto {

/// Has the program log to standard error, under the role's name, from the flags' level on.
void log_as(Role role, const PartyFlags& flags);

/// Until the session is over, SIGINT or SIGTERM. Alice's standard input is read for messages. Saves
/// the network where the flags say. Returns the program's exit code.
int run_party(Player& player, const PartyFlags& flags);

}  // namespace sotto
