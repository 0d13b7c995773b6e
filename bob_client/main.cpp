// sotto-bob
#include "bob_client/bob.hpp"
#include "shared/party/party_runner.hpp"

int main(int argc, char** argv) {
  sotto::PartyFlags flags;
  if (const auto ended = sotto::parse_party_flags(sotto::Role::bob, argc, argv, flags))
    return *ended;
  const auto bob = sotto::make_bob(*flags.secret, flags.engine, flags.table);
  return sotto::run_party(*bob, flags);
}
