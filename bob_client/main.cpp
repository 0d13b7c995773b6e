// sotto-bob
#include "bob_client/bob.hpp"
#include "shared/party/open_checkpoints.hpp"
#include "shared/party/party_runner.hpp"

int main(int argc, char** argv) {
  sotto::PartyFlags flags;
  if (const auto ended = sotto::parse_party_flags(sotto::Role::bob, argc, argv, flags))
    return *ended;
  sotto::log_as(sotto::Role::bob, flags);
  const auto bob = sotto::make_bob(*flags.secret, flags.engine, flags.table);
  const auto checkpoints = sotto::open_checkpoints(*bob, flags);
  return sotto::run_party(*bob, flags);
}
