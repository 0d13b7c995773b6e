// What a wrong command line gets: one sentence and exit code 2.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/integration/demo_run.hpp"

namespace sotto {
namespace {

struct Wrong {
  std::string name;
  std::string program;
  std::vector<std::string> arguments;
  std::string sentence;  ///< a part of it
  std::map<std::string, std::string> environment = {};
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class Usage : public testing::TestWithParam<Wrong> {};

TEST_P(Usage, GetsOneSentenceAndExitCode2) {
  const auto& wrong = GetParam();
  Process process(wrong.program, wrong.arguments, wrong.environment);
  EXPECT_EQ(process.wait(20s), 2);
  const auto said = process.errors();
  EXPECT_EQ(std::ranges::count(said, '\n'), 1) << said;
  EXPECT_NE(said.find(wrong.sentence), std::string::npos) << said;
  EXPECT_TRUE(said.starts_with(wrong.program + ": ")) << said;
}

INSTANTIATE_TEST_SUITE_P(
    Wrong, Usage,
    testing::Values(
        Wrong{"UnknownOption", "sotto-demo", {"--no-such-option"}, "--no-such-option"},
        Wrong{"OddBits", "sotto-demo", {"--bits", "15"}, "bits is 15, expected an even number"},
        Wrong{"TooManyBits", "sotto-demo", {"--bits", "130"}, "bits is 130"},
        Wrong{"BitsInWords", "sotto-demo", {"--bits", "many"}, "--bits: is 'many', expected"},
        Wrong{"NoMinibatch", "sotto-demo", {"--minibatch", "0"}, "minibatch is 0, expected 1"},
        Wrong{"HugeMinibatch", "sotto-demo", {"--minibatch", "65537"}, "minibatch is 65537"},
        Wrong{"BadCycle", "sotto-demo", {"--cycle", "eve:2"}, "at least one alice_bob step"},
        Wrong{"BadEnum", "sotto-demo", {"--shadow", "dim"}, "one of twin, independent"},
        Wrong{"BadPreset", "sotto-demo", {"--preset", "slow"}, "one of live, paper"},
        Wrong{"NotANumber", "sotto-demo", {"--learning-rate", "nan"}, "learning_rate is nan"},
        Wrong{"NegativeSeed", "sotto-demo", {"--seed", "-1"}, "--seed: is '-1'"},
        Wrong{
            "MissingSecret", "sotto-demo", {"--secret-file", "/nowhere/secret"}, "/nowhere/secret"},
        Wrong{"AnAttackerWhoKeepsNothing",
              "sotto-eve",
              {"--relay", "127.0.0.1:1", "--attacker", "linear", "--save", "x.pt"},
              "--save: is given with --attacker"},
        Wrong{"SimulatedSeedsBackwards",
              "sotto-lab",
              {"simulate", "--seeds", "5..1"},
              "--seeds: is '5..1', expected two seeds"},
        Wrong{"SimulatedFaultOfAnotherForm",
              "sotto-lab",
              {"simulate", "--one", "1", "--faults", "crash"},
              "--faults: is 'crash', expected a list"},
        Wrong{"SimulatedFaultOfNobody",
              "sotto-lab",
              {"simulate", "--one", "1", "--faults", "crash-mallory@5+1/2"},
              "'crash-mallory@5+1/2' happens to nobody"},
        Wrong{"MissingScenario", "sotto-demo", {"--scenario", "/nowhere.json"}, "/nowhere.json"},
        Wrong{"ScenarioIsADirectory", "sotto-demo", {"--scenario", "/"}, "'/' cannot be read"},
        Wrong{"WorkDirNowhere", "sotto-demo", {"--work-dir", "/proc/nowhere"}, "/proc/nowhere"},
        Wrong{"NothingToResume",
              "sotto-demo",
              {"--resume", "--work-dir", "/tmp"},
              "there is no run to resume in '/tmp'"},
        Wrong{"ResumedWithAnotherSeed",
              "sotto-demo",
              {"--resume", "--seed", "1"},
              "--seed: cannot be given with --resume"},
        Wrong{"ResumedWithoutAJournal", "sotto-relay", {"--resume"}, "--resume requires --journal"},
        Wrong{"ReportNowhere", "sotto-demo", {"--report", "/nowhere/r.json"}, "/nowhere"},
        Wrong{"ReportIsADirectory", "sotto-demo", {"--report", "/tmp"}, "expected a file"},
        Wrong{"BadPort",
              "sotto-demo",
              {"--port", "70000"},
              "--port: is '70000', expected a whole number from 0 to 65535"},
        Wrong{"PortInWords", "sotto-relay", {"--port", "7x"}, "--port: is '7x', expected"},
        Wrong{"HugeSeed",
              "sotto-demo",
              {"--seed", "9223372036854775808"},
              "--seed: is '9223372036854775808', expected"},
        Wrong{"UnknownUntil", "sotto-demo", {"--until", "never"}, "audited, certified or steps"},
        Wrong{"EmptyReport", "sotto-demo", {"--report", ""}, "--report: is empty"},
        Wrong{"EmptyScenario", "sotto-demo", {"--scenario="}, "--scenario: is empty"},
        Wrong{"LabEmptyReport", "sotto-lab", {"train", "--report", ""}, "--report: is empty"},
        Wrong{"OptionTwice", "sotto-demo", {"--bits", "8", "--bits", "16"}, "more than once"},
        Wrong{"PortFileNowhere", "sotto-relay", {"--port-file", "/nowhere/port"}, "/nowhere"},
        Wrong{"LabWithoutCommand", "sotto-lab", {}, "subcommand"},
        Wrong{"LabOddBits", "sotto-lab", {"train", "--bits", "7"}, "bits is 7"},
        Wrong{"LabReportNowhere", "sotto-lab", {"train", "--report", "/nowhere/r"}, "/nowhere"},
        Wrong{"LabSaveNowhere", "sotto-lab", {"train", "--save", "/proc/nowhere"}, "/proc/nowhere"},
        Wrong{"SaveNowhere",
              "sotto-eve",
              {"--save", "/nowhere/eve.pt"},
              "/nowhere",
              {{"SOTTO_TOKEN", "x"}}},
        Wrong{"TableWithoutColumns", "sotto-demo", {"--data", "t.csv"}, "--reveal: is missing"},
        Wrong{"LabTableWithoutHide",
              "sotto-lab",
              {"train", "--data", "t.csv", "--reveal", "a"},
              "--hide: is missing"},
        Wrong{"LabTableNowhere",
              "sotto-lab",
              {"train", "--data", "/nowhere.csv", "--reveal", "a", "--hide", "b"},
              "table '/nowhere.csv' cannot be read"},
        Wrong{"EveTableWithoutFile",
              "sotto-eve",
              {"--reveal", "a", "--hide", "b"},
              "--data: is missing",
              {{"SOTTO_TOKEN", "x"}}},
        Wrong{
            "AliceTableNowhere",
            "sotto-alice",
            {"--secret-file", "/nowhere", "--data", "/nowhere.csv", "--reveal", "a", "--hide", "b"},
            "table '/nowhere.csv' cannot be read",
            {{"SOTTO_TOKEN", "x"}}},
        Wrong{"DigestWithoutTable",
              "sotto-demo",
              {"--task", "selective", "--table", std::string(64, 'a')},
              "--table: names a table, and none is read"},
        Wrong{"RelayBadDigest",
              "sotto-relay",
              {"--task", "selective", "--table", "t.csv"},
              "table is 't.csv', expected 'none', or the 64 hexadecimal digits"},
        Wrong{"AliceWithoutSecret", "sotto-alice", {}, "--secret-file", {{"SOTTO_TOKEN", "x"}}},
        Wrong{"BobWithoutToken", "sotto-bob", {"--secret-file", "/nowhere"}, "SOTTO_TOKEN"},
        Wrong{"EveWithBadRelay",
              "sotto-eve",
              {"--relay", "here"},
              "expected HOST:PORT",
              {{"SOTTO_TOKEN", "x"}}}),
    [](const auto& tested) { return tested.param.name; });

TEST(Usage, PortInUseIsOneSentence) {
  DemoRun first({"--minibatch", "16", "--seed", "1"});
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(first.file("port")); }, 20s))
      << first.said();
  const TemporaryDirectory directory;
  auto port = contents(first.file("port"));
  port.pop_back();
  Process second("sotto-demo", {"--headless", "--port", port, "--work-dir", directory.path()});
  EXPECT_EQ(second.wait(20s), 2);
  EXPECT_NE(second.errors().find("cannot listen on 127.0.0.1:" + port), std::string::npos)
      << second.errors();
  EXPECT_EQ(std::ranges::count(second.errors(), '\n'), 1) << second.errors();
}

TEST(Usage, SecretThatOthersCanReadIsRefused) {
  const TemporaryDirectory directory;
  const auto file = directory / "secret.hex";
  std::ofstream(file) << std::string(64, 'a') << "\n";
  std::filesystem::permissions(file, std::filesystem::perms(0640));
  Process bob("sotto-bob", {"--secret-file", file}, {{"SOTTO_TOKEN", "x"}});
  EXPECT_EQ(bob.wait(20s), 2);
  EXPECT_NE(bob.errors().find("can be read by others"), std::string::npos) << bob.errors();
}

TEST(Usage, RelayThatIsNotThereIsGivenUpWithASentence) {
  Process eve("sotto-eve", {"--relay", "127.0.0.1:1", "--connect-deadline-ms", "200"},
              {{"SOTTO_TOKEN", "x"}});
  EXPECT_EQ(eve.wait(20s), 3);
  EXPECT_NE(eve.errors().find("cannot reach a relay at 127.0.0.1:1"), std::string::npos)
      << eve.errors();
}

TEST(Usage, HelpThatCannotBeWrittenIsAFailure) {
  for (const auto* program : {"sotto-relay", "sotto-bob", "sotto-lab", "sotto-demo"}) {
    const auto command = program_file(program).string();
    Process help("/bin/sh", {"-c", command + " --help > /dev/full"});
    EXPECT_EQ(help.wait(20s), 3) << program;
    EXPECT_NE(help.errors().find("standard output cannot be written"), std::string::npos);
  }
}

TEST(Usage, EveryProgramHasHelp) {
  for (const auto* program :
       {"sotto-relay", "sotto-alice", "sotto-bob", "sotto-eve", "sotto-lab", "sotto-demo"}) {
    Process help(program, {"--help"});
    EXPECT_EQ(help.wait(20s), 0) << program;
    EXPECT_NE(help.output().find("Ends with 0"), std::string::npos) << program;
  }
}

}  // namespace
}  // namespace sotto
