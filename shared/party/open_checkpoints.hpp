// The checkpoints of a party's program, by its command line.
#pragma once

#include <memory>

#include "shared/party/party_flags.hpp"
#include "shared/party/player.hpp"

namespace sotto {

/// Has `player` keep its weights in the directory that the flags name, and say in the log what of
/// it cannot be used; null where they name none. What is returned must outlive the player's run.
std::shared_ptr<CheckpointStore> open_checkpoints(Player& player, const PartyFlags& flags);

}  // namespace sotto
