#include "eve_sniffer/eve.hpp"

#include "eve_sniffer/eve_player.hpp"
#include "eve_sniffer/selective_eve_player.hpp"
#include "shared/nn/threads.hpp"
#include "shared/party/session_examples.hpp"
#include "shared/party/task_player.hpp"
#include "shared/tasks/sealed_bits/sealed_bits.hpp"
#include "shared/tasks/selective/selective.hpp"

namespace sotto {

std::unique_ptr<Player> make_eve(std::string_view engine, std::shared_ptr<const OwnTable> table) {
  use_one_thread();
  const auto kind = *named<EngineKind>(engine);
  return std::make_unique<TaskPlayer>(
      Role::eve, table, [kind, table](const SessionConfig& config) -> std::unique_ptr<Player> {
        if (is_about_bits(config)) return std::make_unique<EvePlayer>(kind);
        if (config.task == kSelective)
          return std::make_unique<SelectiveEvePlayer>(kind, examples_of(config, table));
        return nullptr;
      });
}

}  // namespace sotto
