#include "simulation/faults/fault_simulation.hpp"

#include <gtest/gtest.h>

#include "alice_client/alice.hpp"
#include "bob_client/bob.hpp"
#include "eve_sniffer/attacker_player.hpp"
#include "eve_sniffer/eve.hpp"
#include "shared/crypto/run_seeds.hpp"

namespace sotto {
namespace {

std::unique_ptr<Player> simulated_player(const MachinePlan& machine, std::int64_t first_chat) {
  const auto secret = derive_run_seeds(1).secret;
  switch (machine.role) {
    case Role::alice:
      return make_alice(secret, first_chat, "fused");
    case Role::bob:
      return make_bob(secret, "fused");
    case Role::eve:
      return make_eve("fused");
    default:
      return std::make_unique<AttackerPlayer>(machine.name);
  }
}

TEST(FaultSimulation, OfASeedIsTheSameEveryTime) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto plan = draw_plan(seed);
    const auto once = simulate(plan, simulated_player);
    const auto again = simulate(plan, simulated_player);
    EXPECT_EQ(once.digest, again.digest) << seed;
    EXPECT_EQ(once.events, again.events) << seed;
    EXPECT_GT(once.events, 100) << seed;
  }
}

TEST(FaultSimulation, BreaksNoPromiseAndEndsWithTheWeightsOfAnUndisturbedSession) {
  std::int64_t epochs = 0;
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto result = simulate(draw_plan(seed), simulated_player);
    EXPECT_FALSE(result.broken) << "seed " << seed << ": " << result.broken->sentence;
    epochs += result.epochs;
    compared += result.eve_compared ? 1 : 0;
  }
  EXPECT_GT(epochs, 60) << "lines break and processes die";
  EXPECT_GT(compared, 10) << "Eve takes part in some sessions to their end";
}

/// Says that he holds weights which he does not have.
class ForgetfulBob : public Player {
 public:
  explicit ForgetfulBob(std::unique_ptr<Player> bob) : bob_(std::move(bob)) {}
  Role role() const override { return Role::bob; }
  /// Weights that he does not have.
  std::vector<std::int64_t> holds() const override {
    std::vector<std::int64_t> all;
    for (std::int64_t step = 1; step <= 40; ++step) all.push_back(step);
    return all;
  }
  void introduce(const std::string& nonce) override { bob_->introduce(nonce); }
  void receive(const protocol::FromRelay& message, Outlet& out) override {
    bob_->receive(message, out);
  }
  void receive(const protocol::Frame& frame, Outlet& out) override { bob_->receive(frame, out); }
  void say(std::string_view text, Outlet& out) override { bob_->say(text, out); }
  void save(const std::string& file) const override { bob_->save(file); }

 private:
  std::unique_ptr<Player> bob_;
};

TEST(FaultSimulation, NoticesAPlayerThatPromisesWeightsItDoesNotHold) {
  auto plan = draw_plan(1);
  plan.config.steps = 60;
  plan.disturbances = *parse_disturbances("crash-bob@30+1/50");
  EXPECT_FALSE(simulate(plan, simulated_player).broken);
  const auto result = simulate(plan, [](const MachinePlan& machine, std::int64_t first_chat) {
    auto player = simulated_player(machine, first_chat);
    if (machine.role == Role::bob) player = std::make_unique<ForgetfulBob>(std::move(player));
    return player;
  });
  ASSERT_TRUE(result.broken);
  EXPECT_EQ(result.broken->promise, "players");
}

}  // namespace
}  // namespace sotto
