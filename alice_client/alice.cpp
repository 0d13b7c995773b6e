#include "alice_client/alice.hpp"

#include "alice_client/alice_player.hpp"
#include "alice_client/selective_alice_player.hpp"
#include "shared/nn/threads.hpp"
#include "shared/party/session_examples.hpp"
#include "shared/party/task_player.hpp"
#include "shared/tasks/sealed_bits/sealed_bits.hpp"
#include "shared/tasks/selective/selective.hpp"

namespace sotto {

std::unique_ptr<Player> make_alice(const Secret& secret, std::int64_t first_chat,
                                   std::string_view engine, std::shared_ptr<const OwnTable> table) {
  use_one_thread();
  const auto kind = *named<EngineKind>(engine);
  return std::make_unique<TaskPlayer>(
      Role::alice, table,
      [secret, first_chat, kind, table](const SessionConfig& config) -> std::unique_ptr<Player> {
        if (is_about_bits(config)) return std::make_unique<AlicePlayer>(secret, first_chat, kind);
        if (config.task == kSelective)
          return std::make_unique<SelectiveAlicePlayer>(secret, kind, examples_of(config, table));
        return nullptr;
      });
}

}  // namespace sotto
