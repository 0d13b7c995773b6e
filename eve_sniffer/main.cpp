// sotto-eve
#include <iostream>

#include "eve_sniffer/eve.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/party/open_checkpoints.hpp"
#include "shared/party/party_runner.hpp"

namespace {

std::unique_ptr<sotto::Player> make_player(const sotto::PartyFlags& flags) {
  return flags.attacker.empty() ? sotto::make_eve(flags.engine, flags.table)
                                : sotto::make_attacker_player(flags.attacker);
}

}  // namespace

int main(int argc, char** argv) {
  sotto::PartyFlags flags;
  if (const auto ended = sotto::parse_party_flags(sotto::Role::eve, argc, argv, flags))
    return *ended;
  sotto::log_as(sotto::Role::eve, flags);
  try {
    const auto player = make_player(flags);
    const auto checkpoints = sotto::open_checkpoints(*player, flags);
    return sotto::run_party(*player, flags);
  } catch (const std::invalid_argument& error) {
    std::cerr << "sotto-eve: --attacker: " << error.what() << "\n";
    return sotto::exit_code::kBadUsage;
  }
}
