// The demonstration as a user runs it.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <fstream>

#include "shared/crypto/run_seeds.hpp"
#include "tests/integration/demo_run.hpp"
#include "tests/support/secrecy.hpp"
#include "tests/support/typist.hpp"

namespace sotto {
namespace {

std::vector<std::string> scenario(const std::string& name, std::vector<std::string> more) {
  more.insert(more.end(), {"--scenario", std::string(SOTTO_SCENARIOS) + "/" + name});
  return more;
}

TEST(Demo, KeepsASecretAndLeavesItsNetworksLogsAndReport) {
  DemoRun demo({"--preset", "live", "--seed", "7", "--until", "secret"});
  ASSERT_EQ(demo.wait(300s), 0) << demo.said();
  const auto report = demo.report();
  EXPECT_EQ(report.at("outcome"), "secret");
  EXPECT_LE(report.at("bob_bits_wrong"), 0.05);
  EXPECT_GE(report.at("eve_bits_wrong"), 7.3);
  EXPECT_EQ(report.at("secret_at_step").get<int>() + 1, report.at("steps"));
  EXPECT_GT(report.at("steps_per_s"), 0);
  EXPECT_EQ(report.at("digests").at("eve"), report.at("digests").at("shadow"));
  for (const auto* file : {"alice.pt", "bob.pt", "eve.pt", "relay.log", "alice.log", "bob.log",
                           "eve.log", "report.json"})
    EXPECT_TRUE(std::filesystem::exists(demo.file(file))) << file;
}

TEST(Demo, ReportsThatTheGoalWasNotMet) {
  DemoRun demo({"--until", "secret", "--steps", "30", "--minibatch", "16", "--seed", "1"});
  EXPECT_EQ(demo.wait(), 1) << demo.said();
  EXPECT_EQ(demo.report().at("outcome"), "no_secret");
}

TEST(Demo, GoesOnWithoutAStoppedEveAndTakesHerBack) {
  DemoRun demo(scenario("eve_stopped.json",
                        {"--minibatch", "32", "--seed", "2", "--eve-deadline-ms", "300"}));
  EXPECT_EQ(demo.wait(), 0) << demo.said();
  EXPECT_NE(contents(demo.file("eve.log")).find("missed the ciphertexts"), std::string::npos);
}

TEST(Demo, WaitsForAKilledBobByNameAndGoesOnWithHim) {
  DemoRun demo(scenario("bob_killed.json", {"--minibatch", "32", "--seed", "2"}));
  EXPECT_EQ(demo.wait(), 0) << demo.said();
}

TEST(Demo, BobReadsWhatAliceSaysOnceTheSecretIsKept) {
  DemoRun demo(scenario("secret_message.json", {"--seed", "7"}));
  EXPECT_EQ(demo.wait(300s), 0) << demo.said();
}

TEST(Demo, TellsWhichExpectationOfAScenarioWasNotMet) {
  TemporaryDirectory directory;
  const auto file = directory / "impossible.json";
  std::ofstream(file) << R"({"events": [{"do": "expect", "within_s": 0.5,
      "status": [{"pointer": "/epoch", "at_least": 99}]}]})";
  DemoRun demo({"--minibatch", "16", "--seed", "1", "--scenario", file});
  EXPECT_EQ(demo.wait(), 1) << demo.said();
  EXPECT_NE(demo.process().errors().find("/epoch >= 99"), std::string::npos) << demo.said();
  EXPECT_EQ(demo.report().at("outcome"), "failed");
}

/// Waits until the session is in full swing.
void wait_until_running(DemoRun& demo) {
  ASSERT_TRUE(
      eventually([&] { return demo.process().output().find("steps/s") != std::string::npos; }, 60s))
      << demo.said();
}

TEST(Demo, CtrlCEndsEverythingAndWritesTheReport) {
  DemoRun demo({"--minibatch", "64", "--seed", "1"});
  wait_until_running(demo);
  EXPECT_EQ(processes_with(demo.directory()).size(), 5U);
  demo.process().signal(SIGINT);
  EXPECT_EQ(demo.wait(), 0) << demo.said();
  EXPECT_TRUE(processes_with(demo.directory()).empty());
  const auto report = demo.report();
  EXPECT_EQ(report.at("reason"), "stopped by the operator");
  EXPECT_EQ(report.at("digests").at("eve"), report.at("digests").at("shadow"));
}

// No deadline of the session's may end him: the launcher does.
TEST(Demo, CtrlCEndsEvenAStoppedBob) {
  DemoRun demo({"--minibatch", "64", "--seed", "1", "--reply-deadline-ms", "600000",
                "--join-deadline-ms", "600000"});
  wait_until_running(demo);
  const auto bobs = processes_with("bob.pt");
  const auto mine = processes_with(demo.directory());
  for (const auto id : bobs)
    if (std::ranges::find(mine, id) != mine.end()) ::kill(id, SIGSTOP);
  demo.process().signal(SIGINT);
  EXPECT_NE(demo.wait(), -1) << demo.said();
  EXPECT_TRUE(eventually([&] { return processes_with(demo.directory()).empty(); }, 30s));
  EXPECT_TRUE(std::filesystem::exists(demo.file("report.json")));
}

TEST(Demo, CtrlCEndsTheAuditOfTheNetworks) {
  DemoRun demo({"--bits", "4", "--minibatch", "128", "--seed", "7", "--until", "certified",
                "--audit-budget", "thorough"});
  ASSERT_TRUE(eventually([&] { return !processes_with(demo.file("audit.json")).empty(); }, 120s))
      << demo.said();
  demo.process().signal(SIGINT);
  EXPECT_EQ(demo.wait(10s), 1) << demo.said();
  EXPECT_TRUE(processes_with(demo.directory()).empty());
  const auto why = "interrupted before the audit had come to its end";
  EXPECT_NE(demo.process().errors().find(why), std::string::npos) << demo.said();
  EXPECT_EQ(demo.report().at("outcome"), "failed");
  EXPECT_EQ(demo.report().at("reason"), why);
}

TEST(Demo, FailsWhereAPartCannotLeaveItsNetwork) {
  const TemporaryDirectory directory;
  std::filesystem::create_directories(directory /
                                      "alice.pt.new/in the way");  // where its draft would be
  DemoRun demo({"--minibatch", "8", "--seed", "1", "--steps", "5"}, directory.path());
  EXPECT_EQ(demo.wait(), 3) << demo.said();
  EXPECT_NE(demo.process().errors().find("alice ended with 3: the network is lost: "),
            std::string::npos)
      << demo.said();
  EXPECT_EQ(demo.report().at("outcome"), "failed");
}

TEST(Demo, AnEveWhoMissesTheEndFailsNothing) {
  const TemporaryDirectory directory;
  const auto script = directory / "scenario.json";
  std::ofstream(script) << R"({"events": [
      {"do": "stop_process", "role": "eve", "at_step": 30},
      {"do": "expect", "status": [{"pointer": "/eve_behind", "equals": true}]},
      {"do": "stop"}]})";
  DemoRun demo({"--minibatch", "64", "--seed", "1", "--steps", "0", "--eve-deadline-ms", "200",
                "--scenario", script.string()});
  EXPECT_EQ(demo.wait(), 0) << demo.said();
  EXPECT_TRUE(std::filesystem::exists(demo.file("eve.pt"))) << demo.said();
}

TEST(Demo, ThatIsRefusedLosesNothingOfTheRunBefore) {
  const TemporaryDirectory directory;
  const auto all = {"alice.pt", "report.json", "relay.log", "attacker-mlp.log", "secret.hex"};
  for (const auto* name : all) std::ofstream(directory / name) << "of the run before";
  const std::vector<std::vector<std::string>> refused{{"--attackers", "nobody"},
                                                      {"--address", "here"}};
  for (const auto& arguments : refused) {
    DemoRun demo(arguments, directory.path());
    EXPECT_EQ(demo.wait(60s), 2) << demo.said();
    for (const auto* name : all)
      EXPECT_EQ(contents(directory / name), "of the run before") << name << demo.said();
  }
}

// As under `sotto-demo | head -1`.
TEST(Demo, WhoseOutputNobodyReadsEndsInOrder) {
  const TemporaryDirectory directory;
  const auto command = program_file("sotto-demo").string() +
                       " --headless --port 0 --minibatch 16 " + "--seed 1 --work-dir " +
                       directory.path().string();
  Process piped("/bin/bash", {"-c", "set -o pipefail; " + command + " | head -1"});
  EXPECT_EQ(piped.wait(60s), 3) << piped.errors();
  EXPECT_NE(piped.errors().find("standard output cannot be written"), std::string::npos)
      << piped.errors();
  EXPECT_TRUE(processes_with(directory.path()).empty());
  EXPECT_TRUE(std::filesystem::exists(directory / "report.json"));
}

TEST(Demo, ThatIsOverBeforeEveComesIsASuccess) {
  DemoRun demo({"--minibatch", "8", "--seed", "1", "--steps", "6", "--join-deadline-ms", "1"});
  EXPECT_EQ(demo.wait(), 0) << demo.said();
}

TEST(Demo, WritesAnIPv6AddressAsUrlsDo) {
  DemoRun demo({"--minibatch", "8", "--seed", "1", "--steps", "6", "--address", "::1"});
  EXPECT_EQ(demo.wait(), 0) << demo.said();
  EXPECT_NE(demo.said().find("relay on http://[::1]:"), std::string::npos) << demo.said();
}

TEST(Demo, LeavesTheFilesOfAnotherRunAlone) {
  DemoRun first({"--minibatch", "64", "--seed", "1"});
  wait_until_running(first);
  const auto secret = contents(first.file("secret.hex"));
  DemoRun second({"--minibatch", "64", "--seed", "2"}, first.directory());
  EXPECT_EQ(second.wait(10s), 2) << second.said();
  EXPECT_NE(second.process().errors().find("another run is at work there"), std::string::npos)
      << second.said();
  EXPECT_EQ(contents(first.file("secret.hex")), secret);
}

TEST(Demo, SaysThatTheRelayIsSilent) {
  DemoRun demo({"--minibatch", "64", "--seed", "1"});
  wait_until_running(demo);
  const auto mine = processes_with(demo.directory());
  for (const auto id : processes_with("sotto-relay"))
    if (std::ranges::find(mine, id) != mine.end()) ::kill(id, SIGSTOP);
  EXPECT_TRUE(eventually(
      [&] {
        return demo.process().output().find("the relay has said nothing for 5 s") !=
               std::string::npos;
      },
      20s))
      << demo.said();
}

TEST(Demo, TakesAPastedPageAndOverlongLines) {
  Typist typist;
  const TemporaryDirectory directory;
  Process demo("sotto-demo",
               {"--minibatch", "16", "--seed", "1", "--steps", "0", "--port", "0", "--work-dir",
                directory.path().string()},
               {}, typist.pipe());
  const auto said = [&](const std::string& text) {
    return eventually([&] { return demo.output().find(text) != std::string::npos; }, 30s);
  };
  ASSERT_TRUE(said("dashboard on")) << demo.output();
  typist.type("first\n" + std::string(70'000, 'x') + "\nafter\n" + std::string(3'000, 'y') + "\n");
  EXPECT_TRUE(said("Bob reads: ")) << demo.output();
  EXPECT_TRUE(said("a line of more than 65536 bytes was not sent")) << demo.output();
  EXPECT_TRUE(said("Alice says: after")) << demo.output();
  EXPECT_TRUE(said("what is beyond is left out")) << demo.output();
  std::string page;
  for (int i = 0; i < 1'000; ++i) page += "pasted line " + std::to_string(i) + "\n";
  typist.type(page);
  EXPECT_TRUE(said("Alice says: pasted line 20")) << demo.output();
  demo.signal(SIGINT);
  EXPECT_EQ(demo.wait(10s), 0) << demo.output() << demo.errors();
}

TEST(Demo, NobodyOutlivesAKilledLauncher) {
  DemoRun demo({"--minibatch", "64", "--seed", "1"});
  wait_until_running(demo);
  demo.process().signal(SIGKILL);
  EXPECT_EQ(demo.wait(), 128 + SIGKILL);
  EXPECT_TRUE(eventually([&] { return processes_with(demo.directory()).empty(); }, 30s));
}

TEST(Demo, RecordedWireHoldsNoSecretAndNoKey) {
  DemoRun demo({"--minibatch", "8", "--seed", "5", "--steps", "60", "--record"});
  ASSERT_EQ(demo.wait(), 0) << demo.said();
  const auto record = contents(demo.file("wire.record"));
  const auto secret = derive_run_seeds(5).secret;
  ASSERT_GT(record.size(), 60U * 8 * 16 * 4);  // it is all there: the ciphertexts alone
  const Needles needles(secret, 60, 16, 8);
  EXPECT_EQ(needles.found_in(record), std::vector<std::string>{});
}

}  // namespace
}  // namespace sotto
