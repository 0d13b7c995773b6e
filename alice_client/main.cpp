// sotto-alice
#include "alice_client/alice_player.hpp"
#include "shared/nn/threads.hpp"
#include "shared/party/party_runner.hpp"
#include "shared/crypto/secret.hpp"

int main(int argc, char** argv) {
  const auto parsed = sotto::parse_party_options(sotto::Role::alice, argc, argv);
  if (!parsed.options) return parsed.exit_code;
  sotto::use_one_thread();
  sotto::AlicePlayer alice(*parsed.options->secret, sotto::random_chat_number(),
                           *sotto::named<sotto::EngineKind>(parsed.options->engine));
  return sotto::run_party(alice, *parsed.options);
}
