// Where tokens are, and where they are not.
#include <gtest/gtest.h>

#include "tests/support/raw_client.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;

constexpr auto kRoles = {Role::alice,    Role::bob,      Role::eve,
                         Role::listener, Role::attacker, Role::operator_};

class TokensOfARelay : public testing::Test {
 protected:
  TokensOfARelay() {
    { RelayProcess maker(Options{{"tokens-file", file_}}); }
    tokens_ = Json::parse(contents(file_));
  }

  std::string token(Role role) const { return tokens_.at(std::string(name(role))); }

  static void say_hello(RawClient& client, Role role, const std::string& token) {
    client.message(protocol::Hello{.protocol = protocol::kProtocolVersion,
                                   .session = "live",
                                   .role = role,
                                   .token = token,
                                   .holds = {},
                                   .attacker = role == Role::attacker ? "linear" : ""});
  }

  void expect_no_token_in(const std::string& where, const std::string& text) const {
    for (const auto role : kRoles)
      EXPECT_EQ(text.find(token(role)), std::string::npos) << name(role) << "'s, in " << where;
  }

  TemporaryDirectory folder_;
  std::string file_ = folder_ / "made.json";
  Json tokens_;
};

TEST_F(TokensOfARelay, AreInNothingThatItWritesOrTells) {
  const std::string record = folder_ / "record";
  const std::string journal = folder_ / "journal";
  std::string said;
  {
    RelayProcess relay(Options{
        {"tokens-file", file_}, {"record", record}, {"journal", journal}, {"log-level", "trace"}});
    std::vector<RawClient> clients;
    for (const auto role : kRoles) {
      say_hello(clients.emplace_back(relay.port()), role, token(role));
      clients.back().expect<protocol::Welcome>();
    }
    // One who is refused, and whose token is good for another role.
    RawClient wrong(relay.port());
    say_hello(wrong, Role::alice, token(Role::bob));
    wrong.expect_refusal(ErrorCode::bad_token);
    // Those whose hello is none.
    RawClient cut(relay.port());
    cut.text(R"({"type":"hello","token":")" + token(Role::alice) + "\"");
    cut.expect_refusal(ErrorCode::bad_json);
    RawClient odd(relay.port());
    odd.text(R"({"type":"hello","token":")" + token(Role::alice) + R"(","session":1})");
    odd.expect_refusal(ErrorCode::bad_field);
    for (const auto* path : {"/metrics", "/api/sessions", "/api/sessions/live", "/"})
      expect_no_token_in(path, get(relay.port(), path).body);
    relay.program().signal(SIGTERM);
    EXPECT_EQ(relay.program().exit_code(), 0);
    said = relay.program().output() + relay.program().errors();
  }
  expect_no_token_in("the log", said);
  expect_no_token_in("the record", contents(record));
  EXPECT_NE(contents(record).find(R"("type":"hello")"), std::string::npos);
  for (const auto* part : {"", "-wal"})
    if (std::filesystem::exists(journal + part))
      expect_no_token_in("the journal", contents(journal + part));
}

TEST_F(TokensOfARelay, AreGoodWhereTheFileHoldsTheirDigests) {
  RelayProgram hash({"--hash-tokens", "--tokens-file", file_});
  ASSERT_EQ(hash.exit_code(), 0) << hash.errors();
  const auto hashed = contents(file_);
  expect_no_token_in("the file", hashed);
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file_).permissions(), perms::owner_read | perms::owner_write);
  RelayProgram again({"--hash-tokens", "--tokens-file", file_});
  ASSERT_EQ(again.exit_code(), 0) << again.errors();
  EXPECT_EQ(contents(file_), hashed) << "digests stay as they are";

  RelayProcess relay(Options{{"tokens-file", file_}});
  for (const auto role : kRoles) {
    RawClient client(relay.port());
    say_hello(client, role, token(role));
    client.expect<protocol::Welcome>();
    RawClient thief(relay.port());
    say_hello(thief, role, Json::parse(hashed).at(std::string(name(role))));
    thief.expect_refusal(ErrorCode::bad_token);  // a digest is no token
  }
}

}  // namespace
}  // namespace sotto
