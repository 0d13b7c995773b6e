// sotto-eve
#include "eve_sniffer/eve_player.hpp"
#include "shared/nn/threads.hpp"
#include "shared/party/party_runner.hpp"

int main(int argc, char** argv) {
  sotto::PartyFlags flags;
  if (const auto ended = sotto::parse_party_flags(sotto::Role::eve, argc, argv, flags))
    return *ended;
  sotto::use_one_thread();
  sotto::EvePlayer eve(*sotto::named<sotto::EngineKind>(flags.engine));
  return sotto::run_party(eve, flags);
}
