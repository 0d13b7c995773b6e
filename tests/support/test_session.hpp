// A small session in memory, for tests of what Room and Players make of each other.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "alice_client/alice.hpp"
#include "bob_client/bob.hpp"
#include "eve_sniffer/eve.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "shared/nn/engine.hpp"
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
                                    const std::vector<Change>& changes = {},
                                    const std::shared_ptr<const OwnTable>& table = nullptr) {
  const auto secret = derive_run_seeds(1).secret;
  return InMemorySession(
      config,
      {make_alice(secret, /*first_chat=*/0, name(engine), table),
       make_bob(secret, name(engine), table), with_eve ? make_eve(name(engine), table) : nullptr},
      changes);
}

inline Json digests(const Json& report) { return report.at("digests"); }

/// Runs the session again and again, each time with the line of `role` dropped after one message
/// more, until it would end before; `judge` gets each report and the number of messages.
inline void drop_anywhere(const SessionConfig& config, Role role,
                          const std::function<void(const Json& report, int after)>& judge) {
  constexpr int kTaken = 7;  // messages until the parties have their seats
  int interruptions = 0;
  for (int after = kTaken; after < 90; ++after) {
    auto session = make_session(config);
    for (int i = 0; i < after; ++i) session.advance();
    if (session.room().state() != protocol::SessionState::running) break;
    session.drop(role, /*again=*/true);
    judge(session.run(), after);
    ++interruptions;
  }
  EXPECT_GT(interruptions, 40);
}

}  // namespace sotto
