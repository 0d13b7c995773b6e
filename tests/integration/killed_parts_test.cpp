// Alice, Bob and Eve are killed in the midst of a run: they are started again, go on from what they
// have kept, and end with the weights of a run that nobody disturbed.
#include <signal.h>

#include "tests/integration/demo_run.hpp"

namespace sotto {
namespace {

/// The demo's own process that writes that archive; nothing while there is none.
std::optional<pid_t> part(const DemoRun& demo, const std::string& archive) {
  const auto mine = processes_with(demo.file(archive));
  const auto parts = processes_with("--checkpoints");
  for (const auto id : mine)
    if (std::ranges::find(parts, id) != parts.end()) return id;
  return std::nullopt;
}

bool says(const std::filesystem::path& log, const std::string& text) {
  return contents(log).find(text) != std::string::npos;
}

void kill_in_turn(DemoRun& demo, int times) {
  const std::array<std::string, 3> all{"alice", "bob", "eve"};
  for (int i = 0; i < times; ++i) {
    const auto& killed = all[static_cast<std::size_t>(i) % all.size()];
    const auto& witness = all[static_cast<std::size_t>(i + 1) % all.size()];
    std::optional<pid_t> id;
    ASSERT_TRUE(eventually([&] { return (id = part(demo, killed + ".pt")).has_value(); }, 30s));
    ::kill(*id, SIGKILL);
    const auto begun = "epoch " + std::to_string(i + 1) + " begins";
    ASSERT_TRUE(eventually([&] { return says(demo.file(witness + ".log"), begun); }, 60s))
        << demo.said();
  }
}

void expect_the_same_undisturbed(const DemoRun& demo, std::vector<std::string> session) {
  const TemporaryDirectory directory;
  session.insert(session.begin(), "train");
  const auto steps = std::to_string(demo.report().at("steps").get<std::int64_t>());
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
  ASSERT_TRUE(eventually(
      [&] { return demo.process().output().find("steps/s") != std::string::npos; }, 60s));
  kill_in_turn(demo, 4);
  demo.process().signal(SIGINT);
  ASSERT_EQ(demo.wait(), 0) << demo.said();
  EXPECT_EQ(demo.report().at("epochs"), 5);
  EXPECT_EQ(demo.report().at("missed_by_eve"), 0);
  expect_the_same_undisturbed(demo, session);
}

INSTANTIATE_TEST_SUITE_P(Tasks, KilledParts,
                         testing::Values(std::vector<std::string>{},
                                         std::vector<std::string>{"--preset", "sealed",
                                                                  "--restart-every", "300"},
                                         std::vector<std::string>{"--task", "selective"}));

TEST(KilledEve, IsGivenUpWhereSheDiesAgainAndAgain) {
  DemoRun demo({"--minibatch", "64", "--seed", "1"});
  ASSERT_TRUE(eventually(
      [&] { return demo.process().output().find("steps/s") != std::string::npos; }, 60s));
  ASSERT_TRUE(eventually(
      [&] {
        if (const auto id = part(demo, "eve.pt")) ::kill(*id, SIGKILL);
        return demo.process().errors().find("sotto-demo: ") != std::string::npos;
      },
      60s))
      << demo.said();
  EXPECT_EQ(demo.wait(30s), 3) << demo.said();
  EXPECT_NE(demo.process().errors().find("eve ended by signal 9"), std::string::npos);
  EXPECT_NE(demo.process().errors().find("the 6th time without progress"), std::string::npos)
      << demo.said();
  EXPECT_EQ(demo.report().at("outcome"), "failed");
}

}  // namespace
}  // namespace sotto
