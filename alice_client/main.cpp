// sotto-alice
#include "alice_client/alice_player.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/nn/threads.hpp"
#include "shared/party/party_runner.hpp"

int main(int argc, char** argv) {
  sotto::PartyFlags flags;
  if (const auto ended = sotto::parse_party_flags(sotto::Role::alice, argc, argv, flags))
    return *ended;
  sotto::use_one_thread();
  sotto::AlicePlayer alice(*flags.secret, sotto::random_chat_number(),
                           *sotto::named<sotto::EngineKind>(flags.engine));
  return sotto::run_party(alice, flags);
}
