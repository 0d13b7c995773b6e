// sotto-eve
#include <iostream>

#include "eve_sniffer/attacker_player.hpp"
#include "eve_sniffer/eve_player.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/nn/threads.hpp"
#include "shared/party/party_runner.hpp"

namespace {

std::unique_ptr<sotto::Player> make_player(const sotto::PartyFlags& flags) {
  if (!flags.attacker.empty()) return std::make_unique<sotto::AttackerPlayer>(flags.attacker);
  return std::make_unique<sotto::EvePlayer>(*sotto::named<sotto::EngineKind>(flags.engine));
}

}  // namespace

int main(int argc, char** argv) {
  sotto::PartyFlags flags;
  if (const auto ended = sotto::parse_party_flags(sotto::Role::eve, argc, argv, flags))
    return *ended;
  sotto::use_one_thread();
  try {
    const auto player = make_player(flags);
    return sotto::run_party(*player, flags);
  } catch (const std::invalid_argument& error) {
    std::cerr << "sotto-eve: --attacker: " << error.what() << "\n";
    return sotto::exit_code::kBadUsage;
  }
}
