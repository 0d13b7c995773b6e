#include "alice_client/alice.hpp"

#include "alice_client/alice_player.hpp"
#include "alice_client/selective_alice_player.hpp"
#include "shared/nn/threads.hpp"
#include "shared/party/task_player.hpp"
#include "shared/tasks/sealed_bits/sealed_bits.hpp"
#include "shared/tasks/selective/selective.hpp"

namespace sotto {

std::unique_ptr<Player> make_alice(const Secret& secret, std::int64_t first_chat,
                                   std::string_view engine) {
  use_one_thread();
  const auto kind = *named<EngineKind>(engine);
  return std::make_unique<TaskPlayer>(
      Role::alice,
      [secret, first_chat, kind](const SessionConfig& config) -> std::unique_ptr<Player> {
        if (is_about_bits(config)) return std::make_unique<AlicePlayer>(secret, first_chat, kind);
        if (config.task == kSelective) return std::make_unique<SelectiveAlicePlayer>(secret, kind);
        return nullptr;
      });
}

}  // namespace sotto
