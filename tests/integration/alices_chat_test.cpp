// What is typed at Alice's terminal, when not everybody is there.
#include <gtest/gtest.h>

#include "shared/crypto/run_seeds.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/typist.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

TEST(AlicesChat, TypedBeforeBobHasJoinedReachesHim) {
  const TemporaryDirectory directory;
  create_secret(directory / "secret.hex", derive_run_seeds(3).secret);
  RelayProcess relay;
  Typist typist;
  typist.type("is anybody there?\n");
  const Process alice("sotto-alice",
                      {"--relay", "127.0.0.1:" + std::to_string(relay.port()), "--secret-file",
                       directory / "secret.hex"},
                      {{"SOTTO_TOKEN", token_of("alice")}}, typist.pipe());
  ASSERT_TRUE(eventually(
      [&] {
        const auto status = get(relay.port(), "/api/sessions/live").json().at("status");
        return status.at("connected") == Json::array({"alice"});
      },
      60s))
      << alice.errors();
  RawClient bob(relay.port());
  bob.message(protocol::Hello{.protocol = protocol::kProtocolVersion,
                              .session = "live",
                              .role = Role::bob,
                              .token = token_of("bob"),
                              .holds = {},
                              .nonce = std::string(64, 'b')});
  bob.expect<protocol::Welcome>();
  RawClient eve(relay.port());
  eve.hello(Role::eve);
  eve.expect<protocol::Welcome>();
  EXPECT_EQ(bob.expect<protocol::Meeting>().bob, std::string(64, 'b'));
  bob.expect<protocol::Turn>();
  bob.expect_frame(kCiphertextKind, 0);
  bob.expect_frame(protocol::kChatFrame, 0);
  EXPECT_NE(alice.output().find("Alice says: is anybody there?"), std::string::npos);
}

}  // namespace
}  // namespace sotto
