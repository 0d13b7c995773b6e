// A session that an operator interfered with is run again from the journal: the same weights.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "shared/crypto/run_seeds.hpp"
#include "shared/crypto/secret.hpp"
#include "tests/support/raw_client.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using protocol::CommandName;

constexpr auto kSeed = 5;

TEST(Replay, OfASessionWithControlsEndsWithTheSameWeights) {
  const TemporaryDirectory directory;
  const auto journal = (directory / "journal.sqlite").string();
  const auto secret = (directory / "secret.hex").string();
  const auto seeds = derive_run_seeds(kSeed);
  create_secret(secret, seeds.secret);
  {
    RelayProcess relay({{"bits", "16"},
                        {"minibatch", "32"},
                        {"steps", "600"},
                        {"turns-ahead", "4"},
                        {"journal", journal},
                        {"public-seed", std::to_string(seeds.public_seed)}});
    RawClient boss(relay.port());
    boss.hello(Role::operator_);
    boss.message(protocol::Command{.name = CommandName::freeze, .at_step = 100});
    boss.message(protocol::Command{.name = CommandName::unfreeze, .at_step = 150});
    boss.message(protocol::Command{.name = CommandName::reset_eve, .at_step = 160});
    boss.message(protocol::Command{.name = CommandName::pause, .at_step = 200});
    boss.expect<protocol::Welcome>();

    const auto start = [&](const std::string& role) {
      return std::make_unique<Process>(
          "sotto-" + role,
          std::vector<std::string>{"--relay", "127.0.0.1:" + std::to_string(relay.port())},
          role == "eve" ? std::map<std::string, std::string>{{"SOTTO_TOKEN", token_of(role)}}
                        : std::map<std::string, std::string>{{"SOTTO_TOKEN", token_of(role)},
                                                             {"SOTTO_SECRET_FILE", secret}});
    };
    const auto eve = start("eve");
    const auto bob = start("bob");
    const auto alice = start("alice");
    const auto expect_pause_at = [&](std::int64_t step) {
      boss.expect_status("a pause before step " + std::to_string(step), [&](const auto& status) {
        return status.state == protocol::SessionState::paused && status.step == step;
      });
    };
    expect_pause_at(200);
    boss.message(
        protocol::Command{.name = CommandName::say, .text = "while it is paused", .repeat_ms = 0});
    boss.message(protocol::Command{.name = CommandName::learning_rate, .learning_rate = 0.004});
    boss.message(protocol::Command{.name = CommandName::step});
    expect_pause_at(201);
    boss.message(protocol::Command{.name = CommandName::cycle,
                                   .cycle = Cycle{{"alice_bob", 2}, {"eve", 3}}});
    boss.message(protocol::Command{.name = CommandName::reset_eve, .at_step = 300});
    boss.message(protocol::Command{.name = CommandName::resume});
    for (const auto* party : {&alice, &bob, &eve}) EXPECT_EQ((*party)->wait(60s), 0);
    const auto report = get(relay.port(), "/api/sessions/live").json().at("report");
    EXPECT_EQ(report.at("steps"), 600);
    EXPECT_EQ(report.at("refused"), Json::object());
    EXPECT_EQ(report.at("twin_in_step"), true);
  }

  const auto replay = [&](const std::string& option, const std::string& value) {
    return std::make_unique<Process>(
        "sotto-lab", std::vector<std::string>{"replay", "--journal", journal, option, value});
  };
  const auto again = replay("--seed", std::to_string(kSeed));
  EXPECT_EQ(again->wait(60s), 0) << again->output() << again->errors();
  EXPECT_NE(again->output().find("600 steps, 6 changes"), std::string::npos) << again->output();
  EXPECT_NE(again->output().find("shadow: the same weights"), std::string::npos) << again->output();
  const auto by_secret = replay("--secret-file", secret);
  EXPECT_EQ(by_secret->wait(60s), 0) << by_secret->output() << by_secret->errors();
  const auto other = replay("--seed", std::to_string(kSeed + 1));
  EXPECT_EQ(other->wait(60s), 1) << other->output();
}

TEST(Replay, OfWhatIsNotThereIsBadUsage) {
  const TemporaryDirectory directory;
  const auto missing = (directory / "missing.sqlite").string();
  const auto notes = (directory / "notes.txt").string();
  std::ofstream(notes) << std::string(4'000, 'n');
  for (const auto& arguments :
       {std::vector<std::string>{"--journal", missing, "--seed", "1"},
        std::vector<std::string>{"--journal", notes, "--seed", "1"},
        std::vector<std::string>{"--journal", missing}, std::vector<std::string>{"--seed", "1"}}) {
    auto all = arguments;
    all.insert(all.begin(), "replay");
    Process replay("sotto-lab", all);
    EXPECT_EQ(replay.wait(30s), 2) << replay.errors();
    EXPECT_EQ(std::ranges::count(replay.errors(), '\n'), 1) << replay.errors();
  }
}

}  // namespace
}  // namespace sotto
