// What a relay has accepted for Alice to say, and what she has said and Bob has not read, outlive
// its process.
#include <gtest/gtest.h>

#include "tests/support/frames.hpp"
#include "tests/support/raw_client.hpp"

namespace sotto {
namespace {

using protocol::Rewind;
using protocol::Say;
using protocol::Turn;
using protocol::Welcome;

class KilledRelay : public testing::Test {
 protected:
  /// A relay that goes on with the last one's session; the last one was killed.
  void begin() {
    if (relay_) relay_->kill();
    relay_ = std::make_unique<RelayProcess>(
        Options{{"journal", folder_ / "journal.sqlite"}, {"resume", ""}});
  }
  RawClient join(Role role, std::optional<std::int64_t> heard = {}) {
    RawClient party(relay_->port());
    party.message(protocol::Hello{.protocol = protocol::kProtocolVersion,
                                  .session = "live",
                                  .role = role,
                                  .token = token_of(std::string(name(role))),
                                  .heard = heard});
    party.expect<Welcome>();
    return party;
  }
  /// An operator orders it, and is told that it is accepted.
  void say(const std::string& text) {
    auto boss = join(Role::operator_);
    const auto result =
        boss.order({.name = protocol::CommandName::say, .text = text, .repeat_ms = 0});
    EXPECT_TRUE(result.accepted) << result.message.value_or("");
  }

 private:
  TemporaryDirectory folder_;
  std::unique_ptr<RelayProcess> relay_;
};

TEST_F(KilledRelay, HasAliceSayWhatItHadAccepted) {
  begin();
  {
    auto eve = join(Role::eve), bob = join(Role::bob), alice = join(Role::alice);
    alice.expect<Turn>();
    for (const auto* text : {"one", "two", "three"}) say(text);
    EXPECT_EQ(alice.expect<Say>(), (Say{1, "one"}));
    alice.frame(chat_frame(100, 1));
    EXPECT_EQ(alice.expect<Say>(), (Say{2, "two"}));
  }
  begin();
  {
    auto alice = join(Role::alice);
    EXPECT_EQ(alice.expect<Say>(), (Say{2, "two"})) << "she has not said it";
    alice.frame(chat_frame(101, 2));
    EXPECT_EQ(alice.expect<Say>(), (Say{3, "three"}));
  }
  begin();
  auto alice = join(Role::alice);
  EXPECT_EQ(alice.expect<Say>(), (Say{3, "three"}));
  alice.frame(chat_frame(102, 3));
  say("four");
  EXPECT_EQ(alice.expect<Say>(), (Say{4, "four"})) << "no id is used again";
}

TEST_F(KilledRelay, SendsBobWhatHasNotReachedHim) {
  begin();
  {
    auto eve = join(Role::eve), bob = join(Role::bob), alice = join(Role::alice);
    bob.expect<Turn>();
    alice.frame(chat_frame(100));
    bob.expect_frame(protocol::kChatFrame, 0);
    bob.message(protocol::ChatDone{0, 100, "hi"});
    bob.message(protocol::ChatDone{0, 100, "hi"});  // so that the relay has heard the first
    bob.expect_error(protocol::ErrorCode::duplicate);
    alice.frame(chat_frame(101));
    bob.expect_frame(protocol::kChatFrame, 0);
  }
  begin();
  {
    auto eve = join(Role::eve), bob = join(Role::bob), alice = join(Role::alice);
    bob.expect<Rewind>();
    EXPECT_EQ(bob.expect_frame(protocol::kChatFrame, 0).header().number, 101) << "he is new";
    bob.expect<Turn>();
    alice.frame(chat_frame(102));
    bob.expect_frame(protocol::kChatFrame, 0);
  }
  begin();
  auto eve = join(Role::eve), bob = join(Role::bob, /*heard=*/101), alice = join(Role::alice);
  bob.expect<Rewind>();
  EXPECT_EQ(bob.expect_frame(protocol::kChatFrame, 0).header().number, 102);
  bob.expect<Turn>();
}

}  // namespace
}  // namespace sotto
