// Real processes on bad roads, and processes that stand still: the session ends with the weights of
// one that nothing disturbed.
#include <gtest/gtest.h>
#include <signal.h>

#include "shared/crypto/run_seeds.hpp"
#include "shared/crypto/secret.hpp"
#include "tests/support/fault_proxy.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/relay_process.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

constexpr auto kRun = 23;
/// A deadline of Alice and Bob that is to pass, in milliseconds.
const std::string kShort = "1000";
const std::vector<std::string> kRoles{"alice", "bob", "eve"};

/// A relay and the three parties, each with a road of its own to it.
class FaultySession {
 public:
  FaultySession(std::int64_t steps, const std::vector<RoadFault>& faults,
                const std::string& reply_deadline_ms)
      : steps_(std::to_string(steps)), seeds_(derive_run_seeds(kRun)) {
    create_secret(directory_ / "secret.hex", seeds_.secret);
    relay_.emplace(Options{{"bits", "8"},
                           {"minibatch", "16"},
                           {"steps", steps_},
                           {"turns-ahead", "8"},
                           {"checkpoint-every", "50"},
                           {"reply-deadline-ms", reply_deadline_ms},
                           {"eve-deadline-ms", "60000"},
                           {"eve-return-ms", "60000"},
                           {"public-seed", std::to_string(seeds_.public_seed)}});
    for (const auto& role : kRoles) {
      roads_.push_back(std::make_unique<FaultProxy>(relay_->port(), faults));
      parties_.push_back(start(role, roads_.back()->port()));
    }
  }

  Process& party(std::size_t which) { return *parties_[which]; }
  Process& relay() { return relay_->program(); }
  std::int64_t step() const {
    const auto sessions = get(relay_->port(), "/api/sessions").json();
    return sessions.at("sessions").at(0).at("step");
  }

  /// All end in order, with the networks of the same run in the lab.
  void expect_an_undisturbed_end() {
    for (std::size_t i = 0; i < kRoles.size(); ++i)
      ASSERT_EQ(parties_[i]->wait(120s), 0) << kRoles[i] << ": " << parties_[i]->errors();
    Process lab("sotto-lab",
                {"train", "--seed", std::to_string(kRun), "--steps", steps_, "--until", "steps",
                 "--bits", "8", "--minibatch", "16", "--save", directory_ / "lab"});
    ASSERT_NE(lab.wait(60s), -1) << lab.errors();
    for (const auto& role : kRoles)
      EXPECT_EQ(contents(directory_ / (role + ".pt")),
                contents(directory_ / "lab" / (role + ".pt")))
          << role;
  }

 private:
  std::unique_ptr<Process> start(const std::string& role, unsigned short port) {
    std::vector<std::string> arguments{"--relay", "127.0.0.1:" + std::to_string(port), "--save",
                                       directory_ / (role + ".pt")};
    if (role != "eve") {
      arguments.emplace_back("--secret-file");
      arguments.push_back(directory_ / "secret.hex");
    }
    return std::make_unique<Process>(
        "sotto-" + role, arguments,
        std::map<std::string, std::string>{{"SOTTO_TOKEN", token_of(role)}});
  }

  std::string steps_;
  TemporaryDirectory directory_;
  RunSeeds seeds_;
  std::optional<RelayProcess> relay_;
  std::vector<std::unique_ptr<FaultProxy>> roads_;
  std::vector<std::unique_ptr<Process>> parties_;
};

struct Roads {
  std::string name;
  std::int64_t steps;
  std::vector<RoadFault> faults;
  bool lost;  ///< connections come to an end by them
  std::string reply_deadline_ms = "60000";
};
void PrintTo(const Roads& roads, std::ostream* out) { *out << roads.name; }

/// Connections that break, each a little later in a message than the one before.
std::vector<RoadFault> breaking_roads() {
  std::vector<RoadFault> faults;
  for (std::size_t i = 0; i < 8; ++i) faults.push_back({.whole = 5'000 + 7'919 * i});
  return faults;
}

class FaultyLines : public testing::TestWithParam<Roads> {};

TEST_P(FaultyLines, LeaveTheWeightsOfAnUndisturbedRun) {
  FaultySession session(GetParam().steps, GetParam().faults, GetParam().reply_deadline_ms);
  session.expect_an_undisturbed_end();
  const auto said = session.party(0).errors();
  EXPECT_EQ(said.find("] epoch ") != std::string::npos, GetParam().lost) << said;
}

INSTANTIATE_TEST_SUITE_P(
    RealProcesses, FaultyLines,
    testing::Values(
        Roads{"WithLatency", 100, {{.latency = 3ms}}, false},
        Roads{"ThatPassSingleBytes", 60, {{.slice = 1}}, false},
        Roads{"ThatStall", 300, {{.whole = 30'000, .stall = 200ms}}, false},
        Roads{
            "ThatStallBeyondTheDeadline", 300, {{.whole = 30'000, .stall = 3s}, {}}, true, kShort},
        Roads{"ThatBreak", 300, breaking_roads(), true}),
    [](const auto& tested) { return tested.param.name; });

/// A process stands still until the others have given up on it, and then goes on.
class StoppedParty : public testing::TestWithParam<std::size_t> {};

TEST_P(StoppedParty, IsDoneWithoutAndComesBack) {
  const auto& role = kRoles[GetParam()];
  FaultySession session(20'000, {}, kShort);
  ASSERT_TRUE(eventually([&] { return session.step() >= 200; }, 60s));
  session.party(GetParam()).signal(SIGSTOP);
  const auto gone = "waiting for " + std::string(role == "alice" ? "Alice" : "Bob") + ": to join";
  const auto said = [&] { return session.relay().errors(); };
  EXPECT_TRUE(eventually([&] { return said().find(gone) != std::string::npos; }, 30s)) << said();
  session.party(GetParam()).signal(SIGCONT);
  session.expect_an_undisturbed_end();
}

INSTANTIATE_TEST_SUITE_P(AliceAndBob, StoppedParty, testing::Values(0, 1),
                         [](const auto& tested) { return kRoles[tested.param]; });

}  // namespace
}  // namespace sotto
