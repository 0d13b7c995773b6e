// sotto-bob
#include "bob_client/bob_player.hpp"
#include "shared/nn/threads.hpp"
#include "shared/party/party_runner.hpp"

int main(int argc, char** argv) {
  sotto::PartyFlags flags;
  if (const auto ended = sotto::parse_party_flags(sotto::Role::bob, argc, argv, flags))
    return *ended;
  sotto::use_one_thread();
  sotto::BobPlayer bob(*flags.secret, *sotto::named<sotto::EngineKind>(flags.engine));
  return sotto::run_party(bob, flags);
}
