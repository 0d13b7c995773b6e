// A task that nothing but this folder knows runs in the lab's session and over real sockets.
#include <gtest/gtest.h>

#include <fstream>

#include "shared/base/json_fields.hpp"
#include "shared/tasks/registry.hpp"
#include "simulation/in_memory_session.hpp"
#include "tests/second_task/echo_task.hpp"
#include "tests/support/process.hpp"
#include "tests/support/relay_process.hpp"

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
  const auto expected = run_in_memory(echo_session(60));
  TemporaryDirectory directory;
  const auto programs = SECOND_TASK_PROGRAMS;
  RelayProcess relay({"--preset", "echo", "--steps", "60"}, std::string(programs) + "/echo-relay");
  const auto secret = directory.path() / "secret.hex";
  std::vector<std::unique_ptr<Process>> parties;
  for (const auto* who : {"alice", "bob", "eve"}) {
    std::vector<std::string> arguments{who, "--relay", "127.0.0.1:" + std::to_string(relay.port())};
    if (std::string(who) != "eve")
      for (const auto* each : {"--secret-file", secret.c_str(), "--create-secret"})
        arguments.emplace_back(each);
    parties.push_back(std::make_unique<Process>(
        std::string(programs) + "/echo-party", arguments,
        std::map<std::string, std::string>{{"SOTTO_TOKEN", relay.token(*named<Role>(who))}}));
  }
  for (const auto& party : parties) EXPECT_EQ(party->wait(), 0);
  const auto report = relay.report();
  EXPECT_EQ(report.at("digests"), expected.at("digests"));
  EXPECT_EQ(report.at("outcome"), "echoed");
  EXPECT_TRUE(report.at("refused").empty()) << report;
}

}  // namespace
}  // namespace sotto
