// Started wrongly, the relay says one sentence on its standard error and ends with 2.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/support/relay_process.hpp"

namespace sotto {
namespace {

class Usage : public testing::Test {
 protected:
  void expect_sentence(std::vector<std::string> arguments, const std::string& about) {
    if (!std::ranges::count(arguments, "--tokens-file"))
      arguments.insert(arguments.begin(), {"--tokens-file", folder_ / "tokens.json"});
    RelayProgram relay(arguments);
    EXPECT_EQ(relay.exit_code(), 2) << relay.errors();
    const auto said = relay.errors();
    EXPECT_TRUE(said.starts_with("sotto-relay: ")) << said;
    EXPECT_FALSE(said.starts_with("sotto-relay: :")) << said;
    EXPECT_NE(said.find(about), std::string::npos) << said;
    EXPECT_EQ(std::ranges::count(said, '\n'), 1) << said;
    EXPECT_EQ(relay.output(), "");
  }

  TemporaryDirectory folder_;
};

TEST_F(Usage, AnUnknownOption) { expect_sentence({"--colour", "blue"}, "--colour"); }
TEST_F(Usage, AnUnknownArgument) { expect_sentence({"blue"}, "blue"); }
TEST_F(Usage, AnOptionWithoutItsValue) { expect_sentence({"--bits"}, "--bits"); }
TEST_F(Usage, AnOddN) { expect_sentence({"--bits", "15"}, "bits is 15, expected an even number"); }

TEST_F(Usage, NOutOfItsRange) {
  for (const auto* bits : {"0", "2", "130", "-16"}) expect_sentence({"--bits", bits}, "4 to 128");
}

TEST_F(Usage, NThatIsNoWholeNumber) {
  for (const auto* bits : {"sixteen", "16.5", "16x", "1e1", "0x10"})
    expect_sentence({"--bits", bits}, "a whole number");
}

TEST_F(Usage, BOutOfItsRange) {
  for (const auto* count : {"0", "65537", "-1"})
    expect_sentence({"--minibatch", count}, "1 to 65536");
}

TEST_F(Usage, ACycleThatIsNone) {
  expect_sentence({"--cycle", "alice_bob:0"}, "cycle");
  expect_sentence({"--cycle", "eve:1"}, "at least one alice_bob step");
  expect_sentence({"--cycle", "alice"}, "alice_bob:1,eve:2");
  expect_sentence({"--until", "secret", "--cycle", "alice_bob:0"}, "counts from 1 to 1000");
}

TEST_F(Usage, ATaskThatNothingCanCertify) {
  expect_sentence({"--task", "selective", "--until", "certified"}, "expected protected or steps");
}

TEST_F(Usage, AnUnknownName) {
  expect_sentence({"--shadow", "double"}, "twin, independent");
  expect_sentence({"--preset", "fast"}, "live, paper");
  expect_sentence({"--log-level", "loud"}, "--log-level");
}

TEST_F(Usage, APortThatIsNone) {
  for (const auto* port : {"65536", "-1", "http"}) expect_sentence({"--port", port}, "--port");
}

TEST_F(Usage, AnAddressThatIsNotOurs) {
  expect_sentence({"--address", "192.0.2.1", "--port", "0"}, "cannot listen on 192.0.2.1");
  expect_sentence({"--address", "nowhere", "--port", "0"}, "cannot listen on nowhere");
}

TEST_F(Usage, ASessionNameThatIsNone) {
  expect_sentence({"--session", "My Session", "--port", "0"}, "'My Session'");
}

TEST_F(Usage, APortThatIsInUse) {
  RelayProcess first;
  const auto port = std::to_string(first.port());
  expect_sentence({"--port", port}, "cannot listen on 127.0.0.1:" + port);
}

TEST_F(Usage, ATokensFileThatIsBroken) {
  const auto file = (folder_ / "broken.json").string();
  for (const auto* text :
       {"", "{", "[]", R"({"alice": "a"})",
        R"({"alice": "", "bob": "b", "eve": "e", "operator": "o"})",
        R"({"alice": "blake2b:12", "bob": "b", "eve": "e", "operator": "o"})",
        R"({"alice": 1, "bob": "b", "eve": "e", "operator": "o"})",
        R"({"alice": "a", "bob": "b", "eve": "e", "operator": "o", "mallory": "m"})"}) {
    std::ofstream(file) << text;
    expect_sentence({"--tokens-file", file, "--port", "0"}, file);
  }
}

TEST_F(Usage, FilesInAFolderThatIsMissing) {
  const auto missing = (folder_ / "missing").string();
  expect_sentence({"--tokens-file", missing + "/tokens.json", "--port", "0"}, missing);
  expect_sentence({"--record", missing + "/record", "--port", "0"}, missing);
  expect_sentence({"--journal", missing + "/journal", "--port", "0"}, missing);
  expect_sentence({"--port-file", missing + "/port", "--port", "0"}, missing);
}

TEST_F(Usage, HelpIsNoMistake) {
  RelayProgram relay({"--help"});
  EXPECT_EQ(relay.exit_code(), 0);
  EXPECT_NE(relay.output().find("--minibatch"), std::string::npos);
  EXPECT_EQ(relay.errors(), "");
}

TEST_F(Usage, TokensThatAreToBeHashed_AndAreNotThere) {
  expect_sentence({"--hash-tokens", "--tokens-file", folder_ / "none.json"}, "is missing");
}

TEST_F(Usage, MissingTokensAreMadeForTheirOwnerAlone) {
  const auto file = folder_ / "tokens.json";
  { RelayProcess relay(Options{{"tokens-file", file}}); }
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
}

}  // namespace
}  // namespace sotto
