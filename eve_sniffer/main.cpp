// sotto-eve
#include "eve_sniffer/eve_player.hpp"
#include "shared/nn/threads.hpp"
#include "shared/party/party_runner.hpp"

int main(int argc, char** argv) {
  const auto parsed = sotto::parse_party_options(sotto::Role::eve, argc, argv);
  if (!parsed.options) return parsed.exit_code;
  sotto::use_one_thread();
  sotto::EvePlayer eve(*sotto::named<sotto::EngineKind>(parsed.options->engine));
  return sotto::run_party(eve, *parsed.options);
}
