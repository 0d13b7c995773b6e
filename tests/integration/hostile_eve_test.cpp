// Real Alice and Bob learn through the real relay while Eve tries everything: their weights are
// those of a run in which nobody listened.
#include <gtest/gtest.h>

#include "shared/crypto/run_seeds.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "tests/support/frames.hpp"
#include "tests/support/raw_client.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using protocol::ErrorCode;

constexpr auto kSeed = 21;
constexpr auto kSteps = 240;

RawClient join_as_eve(RelayProcess& relay) {
  RawClient eve(relay.port());
  eve.hello(Role::eve);
  eve.expect<protocol::Welcome>();
  return eve;
}

TEST(HostileEve, LeavesAliceAndBobWithTheWeightsOfARunWithoutHer) {
  const TemporaryDirectory directory;
  const auto seeds = derive_run_seeds(kSeed);
  create_secret(directory / "secret.hex", seeds.secret);
  RelayProcess relay({{"bits", "16"},
                      {"minibatch", "32"},
                      {"steps", std::to_string(kSteps)},
                      {"public-seed", std::to_string(seeds.public_seed)}});
  RawClient operator_(relay.port());
  operator_.hello(Role::operator_);
  operator_.expect<protocol::Welcome>();
  operator_.message(protocol::Command{.name = protocol::CommandName::pause, .at_step = kSteps / 2});

  const auto start = [&](const std::string& role) {
    return std::make_unique<Process>(
        "sotto-" + role,
        std::vector<std::string>{"--relay", "127.0.0.1:" + std::to_string(relay.port()),
                                 "--secret-file", directory / "secret.hex"},
        std::map<std::string, std::string>{{"SOTTO_TOKEN", token_of(role)}});
  };
  const auto alice = start("alice");
  const auto bob = start("bob");

  // With her the session begins, and from then on she speaks in every step that she is let hear.
  auto eve = join_as_eve(relay);
  eve.expect<protocol::Turn>();
  eve.frame(frame(kCiphertextKind, 0, 0, 0.25F, 32, 16));
  eve.vanish();
  operator_.expect_status("the pause", [](const protocol::Status& status) {
    return status.state == protocol::SessionState::paused && status.connected.size() == 2;
  });

  // One attempt after the other, each on a connection of its own.
  const std::vector<std::function<void(RawClient&)>> attempts{
      [](RawClient& e) { e.frame(frame(kCiphertextKind, 0, kSteps / 2, 0, 32, 16)); },
      [](RawClient& e) { e.frame(frame(kFeedbackKind, 0, kSteps / 2, 0, 32, 16)); },
      [](RawClient& e) { e.frame(frame(protocol::kChatFrame, 0, 0, 0, 1, 16)); },
      [](RawClient& e) { e.message(protocol::Command{.name = protocol::CommandName::stop}); },
      [](RawClient& e) { e.message(protocol::Command{.name = protocol::CommandName::pause}); },
      [](RawClient& e) {
        e.message(protocol::Done{0, kSteps / 2, {.digests = {{"shadow", digest('a')}}}});
      },
      [](RawClient& e) { e.text(R"({"type":"turn","epoch":9,"step":0,"phase":"eve"})"); },
      [](RawClient& e) { e.text(R"({"type":"rewind","epoch":9,"step":0})"); },
      [](RawClient& e) { e.text("no json"); },
      [](RawClient& e) { e.binary(std::string(100, '\xFF')); },
      [](RawClient& e) { e.binary(std::string(1'000'000, 'x')); },
  };
  for (const auto& attempt : attempts) {
    auto hostile = join_as_eve(relay);
    attempt(hostile);
    hostile.expect<protocol::Error>();  // what was wrong with it
    hostile.expect_refusal(ErrorCode::listen_only);
    operator_.expect_status("that she is gone", [](const protocol::Status& status) {
      return status.connected.size() == 2;
    });
  }
  const auto report = [&] { return get(relay.port(), "/api/sessions/live").json().at("report"); };
  std::int64_t counted = 0;
  const auto refused = report().at("refused");
  for (const auto& [code, count] : refused.items()) counted += count.get<std::int64_t>();
  EXPECT_EQ(counted, 1 + static_cast<std::int64_t>(attempts.size())) << refused;

  operator_.message(protocol::Command{.name = protocol::CommandName::resume});
  auto last = join_as_eve(relay);
  last.binary("and once more, in the midst of it");
  last.vanish();
  EXPECT_EQ(alice->wait(60s), 0) << alice->errors();
  EXPECT_EQ(bob->wait(60s), 0) << bob->errors();

  Process lab("sotto-lab", {"train", "--without-eve", "--seed", std::to_string(kSeed), "--steps",
                            std::to_string(kSteps), "--bits", "16", "--minibatch", "32", "--report",
                            directory / "lab.json"});
  ASSERT_EQ(lab.wait(60s), 0) << lab.errors();
  const auto expected = Json::parse(contents(directory / "lab.json")).at("digests");
  EXPECT_EQ(report().at("digests").at("alice"), expected.at("alice"));
  EXPECT_EQ(report().at("digests").at("bob"), expected.at("bob"));
  EXPECT_EQ(report().at("steps"), kSteps);
}

}  // namespace
}  // namespace sotto
