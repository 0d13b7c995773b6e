// sotto-alice
#include "alice_client/alice.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/party/open_checkpoints.hpp"
#include "shared/party/party_runner.hpp"

int main(int argc, char** argv) {
  sotto::PartyFlags flags;
  if (const auto ended = sotto::parse_party_flags(sotto::Role::alice, argc, argv, flags))
    return *ended;
  sotto::log_as(sotto::Role::alice, flags);
  const auto alice =
      sotto::make_alice(*flags.secret, sotto::random_chat_number(), flags.engine, flags.table);
  const auto checkpoints = sotto::open_checkpoints(*alice, flags);
  return sotto::run_party(*alice, flags);
}
