// A session that an operator interfered with is run again from the journal: the same weights.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/dialogue/raw_client.hpp"
#include "tests/integration/demo_run.hpp"

namespace sotto {
namespace {

using wire::Command;
using wire::CommandName;

/// The operator of a running demonstration.
class Operator {
 public:
  explicit Operator(const DemoRun& demo)
      : client_(static_cast<unsigned short>(std::stoi(contents(demo.file("port"))))) {
    const auto tokens = wire::Json::parse(contents(demo.file("tokens.json")));
    client_.message(
        wire::Hello{wire::kProtocolVersion, "live", Role::operator_, tokens.at("operator"), {}});
    client_.expect<wire::Welcome>();
  }

  void order(const Command& command) { client_.message(command); }
  std::int64_t paused() {
    return client_
        .expect_status("a pause",
                       [](const auto& s) { return s.state == wire::SessionState::paused; })
        .step;
  }

 private:
  RawClient client_;
};

TEST(Replay, OfASessionWithControlsEndsWithTheSameWeights) {
  DemoRun demo({"--seed", "5", "--steps", "1200", "--minibatch", "32"});
  ASSERT_TRUE(eventually(
      [&] {
        return std::filesystem::exists(demo.file("tokens.json")) &&
               std::filesystem::exists(demo.file("port"));
      },
      30s))
      << demo.said();
  {
    Operator boss(demo);
    boss.order({.name = CommandName::pause, .at_step = 200});
    ASSERT_EQ(boss.paused(), 200);
    boss.order({.name = CommandName::freeze});
    boss.order({.name = CommandName::unfreeze, .at_step = 300});
    boss.order({.name = CommandName::reset_eve, .at_step = 350});
    boss.order({.name = CommandName::learning_rate, .at_step = 400, .learning_rate = 0.004});
    boss.order({.name = CommandName::cycle,
                .at_step = 500,
                .cycle = {{Phase::alice_bob, 2}, {Phase::eve, 3}}});
    boss.order({.name = CommandName::reset_eve, .at_step = 700});
    boss.order({.name = CommandName::say, .text = "while it runs"});
    boss.order({.name = CommandName::step});
    boss.order({.name = CommandName::resume});
  }
  EXPECT_EQ(demo.wait(), 0) << demo.said();
  const auto journal = demo.file("journal.sqlite").string();

  Process replay("sotto-lab", {"replay", "--journal", journal, "--seed", "5"});
  EXPECT_EQ(replay.wait(120s), 0) << replay.output() << replay.errors();
  EXPECT_NE(replay.output().find("6 changes"), std::string::npos) << replay.output();
  EXPECT_NE(replay.output().find("shadow: the same weights"), std::string::npos) << replay.output();

  Process by_secret("sotto-lab", {"replay", "--journal", journal, "--secret-file",
                                  demo.file("secret.hex").string()});
  EXPECT_EQ(by_secret.wait(120s), 0) << by_secret.output() << by_secret.errors();

  Process other_secret("sotto-lab", {"replay", "--journal", journal, "--seed", "6"});
  EXPECT_EQ(other_secret.wait(120s), 1) << other_secret.output();
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
