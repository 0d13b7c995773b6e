// The relay, Alice, Bob and Eve are killed in the midst of a run: they are started again, go on
// from what they have kept, and end with the weights of a run that nobody disturbed.
#include "tests/integration/kill_parts.hpp"

namespace sotto {
namespace {

void expect_the_same_undisturbed(const DemoRun& demo, std::vector<std::string> session) {
  const TemporaryDirectory directory;
  session.insert(session.begin(), "train");
  const auto steps = std::to_string(demo.report().at("steps").get<std::int64_t>());
  ASSERT_NE(steps, "0") << "there is nothing to compare";
  session.insert(session.end(),
                 {"--steps", steps, "--until", "steps", "--report", directory / "lab.json"});
  Process lab("sotto-lab", session);
  ASSERT_EQ(lab.wait(120s), 0) << lab.errors();
  EXPECT_EQ(demo.report().at("digests"),
            Json::parse(contents(directory / "lab.json")).at("digests"));
}

class KilledParts : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(KilledParts, LeaveTheWeightsOfAnUndisturbedRun) {
  auto session = GetParam();
  session.insert(session.end(), {"--seed", "5", "--minibatch", "64", "--checkpoint-every", "200"});
  DemoRun demo(session);
  ASSERT_TRUE(does_steps(demo.process()));
  kill_in_turn(demo, 5);
  demo.process().signal(SIGINT);
  ASSERT_EQ(demo.wait(), 0) << demo.said();
  EXPECT_GE(demo.report().at("epochs"), 5);  // the last 0.1 s are not in the journal
  EXPECT_EQ(demo.report().at("missed_by_eve"), 0);
  expect_the_same_undisturbed(demo, session);
}

INSTANTIATE_TEST_SUITE_P(Tasks, KilledParts,
                         testing::Values(std::vector<std::string>{},
                                         std::vector<std::string>{"--preset", "sealed",
                                                                  "--restart-every", "300"},
                                         std::vector<std::string>{"--task", "selective"}));

TEST(StoppedRelay, LeavesTheWeightsOfAnUndisturbedRun) {
  const std::vector<std::string> session{"--seed", "5", "--minibatch", "64"};
  DemoRun demo(session);
  const auto says = [&](const std::string& text) {
    return eventually([&] { return demo.process().output().find(text) != std::string::npos; }, 60s);
  };
  ASSERT_TRUE(does_steps(demo.process()));
  const auto relay = part(demo, kJournal);
  ASSERT_TRUE(relay);
  ::kill(*relay, SIGSTOP);
  EXPECT_TRUE(says("the relay has said nothing for 5 s")) << demo.said();
  ::kill(*relay, SIGCONT);
  demo.process().signal(SIGINT);
  ASSERT_EQ(demo.wait(), 0) << demo.said();
  expect_the_same_undisturbed(demo, session);
}

/// Ends the launcher by force, and with it all its parts.
void kill_all(const DemoRun& demo, Process& launcher) {
  launcher.signal(SIGKILL);
  EXPECT_EQ(launcher.wait(10s), 128 + SIGKILL);
  ASSERT_TRUE(eventually(
      [&] {
        return processes_with(demo.file("alice.pt")).empty() &&
               processes_with(demo.file(kJournal)).empty();
      },
      10s));
}

TEST(KilledDemo, GoesOnWithResumeAsIfUndisturbed) {
  const std::vector<std::string> session{"--minibatch", "64", "--checkpoint-every", "200"};
  DemoRun demo(session);
  ASSERT_TRUE(does_steps(demo.process()));
  kill_all(demo, demo.process());
  for (const bool again : {true, false}) {
    const auto before = newest_epoch(demo);
    Process resumed("sotto-demo", {"--resume", "--work-dir", demo.directory().string()});
    ASSERT_TRUE(eventually([&] { return newest_epoch(demo) > before; }, 60s))
        << resumed.output() << resumed.errors();
    ASSERT_TRUE(does_steps(resumed)) << resumed.output() << resumed.errors();
    if (again) {
      kill_all(demo, resumed);
      continue;
    }
    resumed.signal(SIGINT);
    ASSERT_EQ(resumed.wait(60s), 0) << resumed.output() << resumed.errors();
  }
  const auto seed = std::to_string(demo.report().at("seed").get<std::int64_t>());
  EXPECT_GE(demo.report().at("epochs"), 2);  // the last 0.1 s are not in the journal
  auto lab = session;
  lab.insert(lab.end(), {"--seed", seed});
  expect_the_same_undisturbed(demo, lab);

  Process over("sotto-demo", {"--resume", "--work-dir", demo.directory().string()});
  EXPECT_EQ(over.wait(20s), 2);
  EXPECT_NE(over.errors().find("there is no run to resume in"), std::string::npos);
  EXPECT_NE(over.errors().find("the last one has ended ("), std::string::npos) << over.errors();
}

TEST(KilledDemo, OverTlsGoesOnWithTheSameCertificates) {
  DemoRun demo({"--minibatch", "64", "--seed", "1", "--tls"});
  ASSERT_TRUE(does_steps(demo.process()));
  kill_all(demo, demo.process());
  const auto trusted = contents(demo.file("ca.pem"));
  Process resumed("sotto-demo", {"--resume", "--work-dir", demo.directory().string()});
  ASSERT_TRUE(does_steps(resumed)) << resumed.output() << resumed.errors();
  EXPECT_EQ(contents(demo.file("ca.pem")), trusted);
  resumed.signal(SIGINT);
  ASSERT_EQ(resumed.wait(60s), 0) << resumed.output() << resumed.errors();
}

/// A part that dies again and again: a file of its own, and its name.
class KilledAgainAndAgain : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(KilledAgainAndAgain, IsGivenUp) {
  const auto& [file, who] = GetParam();
  DemoRun demo({"--minibatch", "64", "--seed", "1"});
  ASSERT_TRUE(eventually(
      [&] { return demo.process().output().find("steps/s") != std::string::npos; }, 60s));
  ASSERT_TRUE(eventually(
      [&] {
        if (const auto id = part(demo, file)) ::kill(*id, SIGKILL);
        return demo.process().errors().find("sotto-demo: ") != std::string::npos;
      },
      60s))
      << demo.said();
  EXPECT_EQ(demo.wait(30s), 3) << demo.said();
  EXPECT_NE(demo.process().errors().find(who + " ended by signal 9"), std::string::npos);
  EXPECT_NE(demo.process().errors().find("the 6th time without progress"), std::string::npos)
      << demo.said();
  EXPECT_EQ(demo.report().at("outcome"), "failed");
}

INSTANTIATE_TEST_SUITE_P(Parts, KilledAgainAndAgain,
                         testing::Values(std::pair{"eve.pt", "eve"}, std::pair{kJournal, "relay"}),
                         [](const auto& tested) { return tested.param.second; });

}  // namespace
}  // namespace sotto
