// The first words on a connection: who is let in, who is not, and that nobody else notices.
#include "shared/protocol/limits.hpp"
#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;

/// A relay and one client that has connected and said nothing.
class Hello : public testing::Test {
 protected:
  protocol::Hello good(Role role = Role::alice) const {
    return {protocol::kProtocolVersion, "live", role, token_of(std::string(name(role))), {}};
  }

  RelayProcess relay_;
  RawClient client_{relay_.port()};
};

TEST_F(Hello, IsAnsweredWithTheSessionsConfiguration) {
  client_.message(good());
  const auto welcome = client_.expect<protocol::Welcome>();
  EXPECT_EQ(welcome.session, "live");
  EXPECT_EQ(welcome.role, Role::alice);
  EXPECT_EQ(welcome.config.bits, 4);
  EXPECT_EQ(welcome.config.minibatch, 2);
  EXPECT_EQ(welcome.step, 0);
  EXPECT_EQ(welcome.task.name, "bit_secrecy");
  EXPECT_EQ(welcome.task.series.front().max, 4);
}

TEST_F(Hello, WithTheWrongTokenIsRefused) {
  auto hello = good();
  hello.token = "bob-token";
  client_.message(hello);
  client_.expect_refusal(ErrorCode::bad_token);
  const auto report = get(relay_.port(), "/api/sessions/live").json()["report"];
  EXPECT_EQ(report["refused"]["bad_token"], 1);
}

TEST_F(Hello, WithoutATokenIsRefusedForEveryoneButWatchers) {
  for (const auto role : {Role::alice, Role::bob, Role::eve, Role::listener, Role::operator_}) {
    RawClient client(relay_.port());
    auto hello = good(role);
    hello.token = "";
    client.message(hello);
    client.expect_refusal(ErrorCode::bad_token);
  }
  client_.message(good(Role::watcher));
  client_.expect<protocol::Welcome>();
}

TEST_F(Hello, OfAnotherVersionIsRefused) {
  auto hello = good();
  hello.protocol = 1;
  client_.message(hello);
  EXPECT_EQ(client_.expect_error(ErrorCode::wrong_version), "protocol version 1, expected 6");
  client_.expect_close(close_code(ErrorCode::wrong_version));
}

TEST_F(Hello, ToAnUnknownSessionIsRefused) {
  client_.hello(Role::alice, {}, "dead");
  client_.expect_refusal(ErrorCode::unknown_session);
  EXPECT_NE(get(relay_.port(), "/metrics").body.find("sotto_unknown_session_total 1"),
            std::string::npos);
}

TEST_F(Hello, MustComeBeforeAnythingElse) {
  client_.message(protocol::Done{});
  client_.expect_refusal(ErrorCode::hello_expected);
}

TEST_F(Hello, MustComeBeforeAnyFrame) {
  client_.frame(frame(kCiphertextKind, 0, 0));
  client_.expect_refusal(ErrorCode::hello_expected);
}

TEST_F(Hello, ThatIsNoJsonIsRefused) {
  client_.text("hello?");
  client_.expect_refusal(ErrorCode::bad_json);
}

TEST_F(Hello, WithAFieldThatNobodyKnowsIsRefused) {
  client_.text(R"({"type":"hello","protocol":6,"session":"live","role":"alice","token":"",)"
               R"("holds":[],"secret":"00"})");
  client_.expect_refusal(ErrorCode::bad_field);
}

TEST_F(Hello, BeyondFourKilobytesIsRefused) {
  client_.text(std::string(protocol::kMaxHello + 1, ' '));
  client_.expect_refusal(ErrorCode::too_large);
}

TEST_F(Hello, FromSomebodyWhoVanishesLeavesNothingBehind) {
  client_.message(good());
  client_.expect<protocol::Welcome>();
  client_.vanish();
  // The relay notices on its own; until then the role is taken.
  RawClient watcher(relay_.port());
  watcher.hello(Role::watcher);
  watcher.expect<protocol::Welcome>();
  watcher.expect_status("nobody connected", [](const auto& s) { return s.connected.empty(); });
  RawClient again(relay_.port());
  again.message(good());
  again.expect<protocol::Welcome>();
}

TEST_F(Hello, NeedsTheSubprotocol) {
  for (const auto* other : {"", "sotto.v1", "chat"})
    EXPECT_THROW(RawClient(relay_.port(), other), DialogueError) << "'" << other << "'";
  RawClient among_others(relay_.port(), "sotto.v9, sotto.v3");
  among_others.message(good());
  among_others.expect<protocol::Welcome>();
}

TEST(SecondAlice, IsRefusedAndTheFirstIsNotDisturbed) {
  Trio trio;
  RawClient second(trio.relay.port());
  second.hello(Role::alice);
  second.expect_refusal(ErrorCode::role_taken);
  EXPECT_EQ(trio.refused(ErrorCode::role_taken), 1);
  trio.play_step();
}

// An impostor without the token cannot even take the place for a moment.
TEST(SecondAlice, WithoutTheTokenIsRefusedForThat) {
  Trio trio;
  RawClient second(trio.relay.port());
  second.message(protocol::Hello{protocol::kProtocolVersion, "live", Role::alice, "guess", {}});
  second.expect_refusal(ErrorCode::bad_token);
  trio.play_step();
}

}  // namespace
}  // namespace sotto
