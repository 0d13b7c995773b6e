// sotto-bob
#include "bob_client/bob_player.hpp"
#include "shared/nn/threads.hpp"
#include "shared/party/party_runner.hpp"

int main(int argc, char** argv) {
  const auto parsed = sotto::parse_party_options(sotto::Role::bob, argc, argv);
  if (!parsed.options) return parsed.exit_code;
  sotto::use_one_thread();
  sotto::BobPlayer bob(*parsed.options->secret,
                       *sotto::named<sotto::EngineKind>(parsed.options->engine));
  return sotto::run_party(bob, *parsed.options);
}
