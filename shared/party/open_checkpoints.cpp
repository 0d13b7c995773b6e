#include "shared/party/open_checkpoints.hpp"

#include <spdlog/spdlog.h>

#include "shared/party/checkpoint_store.hpp"

namespace sotto {

std::shared_ptr<CheckpointStore> open_checkpoints(Player& player, const PartyFlags& flags) {
  if (flags.checkpoints.empty()) return nullptr;
  auto store = std::make_shared<CheckpointStore>(
      flags.checkpoints,
      CheckpointOwner{.party = std::string(name(player.role())),
                      .secret = flags.secret ? secret_tag(*flags.secret) : std::string(),
                      .session = {}},
      [](const std::string& line) { spdlog::warn(line); });
  player.keep_in(*store);
  return store;
}

}  // namespace sotto
