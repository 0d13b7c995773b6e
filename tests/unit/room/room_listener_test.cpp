// Listeners hear what is on the wire. Nobody waits for them, and they say nothing.
#include "shared/protocol/limits.hpp"
#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;
using protocol::SessionState;

class RoomListener : public testing::Test {
 protected:
  RoomListener() {
    room_.join_all();
    listener_ = room_.join(Role::listener);
    EXPECT_EQ(room_.heard(listener_), (Lines{"welcome 0.0"}));
    room_.forget();
  }

  /// It was disconnected for what it said, nobody else heard of it, and the step goes on.
  void expect_thrown_out() {
    EXPECT_EQ(room_.heard(listener_),
              (Lines{"error listen_only", "error listen_only", "close 4012"}));
    EXPECT_EQ(room_.status().listeners, 0);
    EXPECT_EQ(room_.refused(ErrorCode::listen_only), 1);
    for (const auto role : kParties) EXPECT_EQ(room_.heard(role), Lines{});
    room_.play_step();
    EXPECT_EQ(room_.status().step, 1);
  }

  RoomScript room_;
  MemberId listener_ = 0;
};

TEST_F(RoomListener, HearsTurnsAndTheCiphertextButNoFeedback) {
  room_.play_step();
  room_.play_step();
  EXPECT_EQ(room_.heard(listener_),
            (Lines{"ciphertext 0.0", "turn 0.1 eve", "ciphertext 0.1", "turn 0.2 eve"}));
}

TEST_F(RoomListener, HearsChat) {
  room_.send(Role::alice, frame(protocol::kChatFrame, 0, 0));
  EXPECT_EQ(room_.heard(listener_), (Lines{"chat 0.0"}));
}

TEST_F(RoomListener, IsNeverWaitedFor) {
  for (int i = 0; i < 6; ++i) room_.play_step();
  EXPECT_EQ(room_.status().step, 6) << "without the clock moving at all";
  const auto waits = room_.report().at("waits");
  for (const auto& due : waits.items())
    EXPECT_EQ(due.key().find("listener"), std::string::npos) << due.key();
}

TEST_F(RoomListener, HearsOnWhileEveIsBehindAndMissesNothing) {
  room_.play_step(/*eve_too=*/false);
  room_.after(100);
  ASSERT_TRUE(room_.status().eve_behind);
  room_.forget();
  room_.play_step(/*eve_too=*/false);
  EXPECT_EQ(room_.heard(listener_), (Lines{"ciphertext 0.1", "turn 0.2 eve"}));
  room_.done(Role::eve, 0, 0);
  room_.play_step(/*eve_too=*/false);
  EXPECT_EQ(room_.heard(listener_), (Lines{"ciphertext 0.2", "turn 0.3 alice_bob"}))
      << "Eve's gap is not its own";
}

TEST_F(RoomListener, HearsARewind) {
  room_.play_step();
  room_.leave(Role::bob);
  room_.forget();
  room_.join(Role::bob, {1});
  EXPECT_EQ(room_.heard(listener_), (Lines{"rewind 1.1", "turn 1.1 eve"}));
}

TEST_F(RoomListener, IsToldOfTheEndAndNotWaitedForThere) {
  room_.command(protocol::CommandName::stop);
  room_.play_step();
  EXPECT_EQ(room_.heard(listener_).back(), "finish 1.1 no_secret");
  room_.farewells();
  EXPECT_EQ(room_.status().state, SessionState::finished);
  EXPECT_EQ(room_.heard(listener_), (Lines{"close 1000"}));
  EXPECT_EQ(room_.status().listeners, 0);
}

TEST_F(RoomListener, MayComeAndGoAtAnyTimeAndChangesNothing) {
  room_.ciphertext();
  room_.leave(listener_);
  const auto late = room_.join(Role::listener);
  room_.feedback();
  for (const auto role : kParties) room_.done(role);
  EXPECT_EQ(room_.heard(late), (Lines{"welcome 0.0", "turn 0.1 eve"}));
  EXPECT_EQ(room_.heard(listener_), (Lines{"ciphertext 0.0"}));
  EXPECT_EQ(room_.status().step, 1);
  EXPECT_EQ(room_.status().epoch, 0U);
}

TEST_F(RoomListener, AloneDoesNotBeginASession) {
  RoomScript room;
  room.join(Role::listener);
  room.after(60'000);
  EXPECT_EQ(room.status().state, SessionState::gathering);
  EXPECT_EQ(room.status().waiting->role, Role::alice);
}

TEST_F(RoomListener, SendingAFrameEndsItsConnection) {
  room_.send(listener_, frame(kCiphertextKind, 0, 0));
  expect_thrown_out();
}

TEST_F(RoomListener, SendingADoneEndsItsConnection) {
  room_.send(listener_, protocol::ToRelay{protocol::Done{}});
  expect_thrown_out();
}

TEST_F(RoomListener, SendingAReadingEndsItsConnection) {
  room_.send(listener_, protocol::ToRelay{protocol::ChatDone{}});
  expect_thrown_out();
}

TEST_F(RoomListener, GivingAnOrderEndsItsConnection) {
  room_.send(listener_, protocol::ToRelay{protocol::Command{.name = protocol::CommandName::stop}});
  expect_thrown_out();
}

// Nobody counts a listener's violations: the first one is the last.
TEST_F(RoomListener, ASecondHelloEndsItsConnection) {
  room_.send(listener_, protocol::ToRelay{protocol::Hello{3, "test", Role::listener, "", {}}});
  expect_thrown_out();
}

TEST_F(RoomListener, GarbageEndsItsConnection) {
  room_.undecodable(listener_, ErrorCode::bad_json);
  EXPECT_EQ(room_.heard(listener_), (Lines{"error bad_json", "error listen_only", "close 4012"}));
  EXPECT_EQ(room_.refused(ErrorCode::bad_json), 1);
}

TEST_F(RoomListener, OnesAreTakenUpToTheirLimit) {
  for (std::size_t i = 1; i < protocol::kMaxListeners; ++i) room_.join(Role::listener);
  EXPECT_EQ(room_.status().listeners, static_cast<std::int64_t>(protocol::kMaxListeners));
  const auto refused = room_.join(Role::listener);
  EXPECT_EQ(room_.heard(refused), (Lines{"error overflow", "close 4020"}));
  EXPECT_EQ(room_.status().listeners, static_cast<std::int64_t>(protocol::kMaxListeners));
}

}  // namespace
}  // namespace sotto
