// A task that nothing but this folder knows runs in the lab's session and over real sockets.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "shared/crypto/run_seeds.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/tasks/registry.hpp"
#include "simulation/in_memory_session.hpp"
#include "tests/second_task/echo_task.hpp"
#include "tests/support/raw_client.hpp"

namespace sotto {
namespace {

void know_the_task() {
  static const bool once = [] {
    register_task(echo_task());
    return true;
  }();
  (void)once;
}

Json run_in_memory(const SessionConfig& config, std::vector<StepResult>* steps = nullptr) {
  know_the_task();
  InMemorySession session(config, {make_echo_player(Role::alice), make_echo_player(Role::bob),
                                   make_echo_player(Role::eve)});
  session.observe_events([steps](const SessionEvent& event) {
    if (const auto* result = std::get_if<StepResult>(&event); result != nullptr && steps != nullptr)
      steps->push_back(*result);
  });
  return session.run();
}

TEST(SecondTask, RunsInMemoryWithItsOwnPhasesFramesAndSeries) {
  std::vector<StepResult> steps;
  const auto report = run_in_memory(echo_session(40), &steps);
  EXPECT_EQ(report.at("reason"), "all steps are done");
  EXPECT_EQ(report.at("outcome"), "echoed");
  EXPECT_EQ(report.at("call_steps"), 20);
  EXPECT_EQ(report.at("bob_distance"), 0.0);
  EXPECT_TRUE(report.at("refused").empty()) << report;
  ASSERT_EQ(steps.size(), 40U);
  EXPECT_EQ(steps[2].judged.phase, "listen");
  EXPECT_EQ(steps[3].judged.phase, "rest");
  EXPECT_TRUE(steps[0].judged.values[0].has_value());
  EXPECT_FALSE(steps[3].judged.values[0].has_value());
}

TEST(SecondTask, EndsByItsOwnGoal) {
  auto config = echo_session(0);
  config.until = "echoed";
  know_the_task();
  set_default_limit(config);
  ASSERT_EQ(why_not_playable(config), std::nullopt);
  const auto report = run_in_memory(config);
  EXPECT_EQ(report.at("outcome"), "echoed");
  EXPECT_LT(report.at("steps"), 20);
}

TEST(SecondTask, IsRefusedWhereItDoesNotFit) {
  know_the_task();
  auto config = echo_session(0);
  config.cycle = {{"alice_bob", 1}};
  EXPECT_EQ(why_not_playable(config),
            "cycle is 'alice_bob:1', expected phases of echo: call, listen, rest");
  config = echo_session(0);
  config.until = "secret";
  EXPECT_EQ(why_not_playable(config), "until is 'secret', expected echoed or steps");
}

TEST(SecondTask, RunOverSocketsEqualsRunInMemory) {
  using namespace std::chrono_literals;
  const auto expected = run_in_memory(echo_session(60));
  const TemporaryDirectory directory;
  const auto port_file = directory / "port";
  const auto secret = (directory / "secret.hex").string();
  std::ofstream(directory / "tokens.json")
      << R"({"alice": "a", "bob": "b", "eve": "e", "operator": "o", "listener": "l"})";
  Process relay("echo-relay",
                {"--preset", "echo", "--steps", "60", "--port", "0", "--port-file",
                 port_file.string(), "--tokens-file", (directory / "tokens.json").string()});
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(port_file); }, 30s))
      << relay.errors();
  const auto port = static_cast<unsigned short>(std::stoi(contents(port_file)));
  const auto address = "127.0.0.1:" + std::to_string(port);
  create_secret(secret, derive_run_seeds(1).secret);
  Process alice("echo-party", {"alice", "--relay", address},
                {{"SOTTO_TOKEN", "a"}, {"SOTTO_SECRET_FILE", secret}});
  Process bob("echo-party", {"bob", "--relay", address},
              {{"SOTTO_TOKEN", "b"}, {"SOTTO_SECRET_FILE", secret}});
  Process eve("echo-party", {"eve", "--relay", address}, {{"SOTTO_TOKEN", "e"}});
  for (auto* party : {&alice, &bob, &eve}) EXPECT_EQ(party->wait(60s), 0) << party->errors();
  const auto session = get(port, "/api/sessions/live").json();
  const auto& report = session.at("report");
  EXPECT_EQ(report.at("digests"), expected.at("digests"));
  EXPECT_EQ(report.at("outcome"), "echoed");
  EXPECT_EQ(report.at("refused"), Json::object());
  EXPECT_EQ(session.at("task").at("main_phase"), "call");
  const auto columns = get(port, "/api/sessions/live/history").json().at("columns");
  EXPECT_NE(std::ranges::find(columns, "eve_mean"), columns.end()) << columns;
  relay.signal(SIGTERM);
  EXPECT_EQ(relay.wait(10s), 0);
}

}  // namespace
}  // namespace sotto
