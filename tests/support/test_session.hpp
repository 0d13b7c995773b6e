// A small session in memory, for tests of what Room and Players make of each other.
#pragma once

#include "alice_client/alice_player.hpp"
#include "bob_client/bob_player.hpp"
#include "eve_sniffer/eve_player.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "simulation/in_memory_session.hpp"

namespace sotto {

inline SessionConfig small_config(std::int64_t steps) {
  SessionConfig config;
  config.bits = 8;
  config.minibatch = 40;  // no multiple of the fused engine's block
  config.steps = steps;
  return config;
}

inline InMemorySession make_session(const SessionConfig& config,
                                    EngineKind engine = EngineKind::fused, bool with_eve = true,
                                    const std::vector<Change>& changes = {}) {
  const auto secret = derive_run_seeds(1).secret;
  return InMemorySession(config,
                         {std::make_unique<AlicePlayer>(secret, /*first_chat=*/0, engine),
                          std::make_unique<BobPlayer>(secret, engine),
                          with_eve ? std::make_unique<EvePlayer>(engine) : nullptr},
                         changes);
}

inline Json digests(const Json& report) { return report.at("digests"); }

}  // namespace sotto
