// Messages beside the steps: Alice's chat, readings of it, and what operators have her say.
#include "shared/protocol/limits.hpp"
#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;
using protocol::Reading;
using enum protocol::CommandName;

class RoomChat : public testing::Test {
 protected:
  RoomChat() {
    room_.join_all();
    room_.forget();
  }

  /// Alice sends a message of two blocks under that number, answering a say.
  void chat(std::int64_t number, std::int64_t say = 0, std::uint32_t epoch = 0) {
    room_.send(Role::alice, chat_frame(number, say, epoch));
  }
  void read(Role role, std::int64_t number, const std::string& bytes = "hi",
            std::uint32_t epoch = 0) {
    room_.send(role, protocol::ToRelay{protocol::ChatDone{epoch, number, bytes}});
  }
  std::optional<ErrorCode> say(const std::string& text, std::int64_t repeat_ms = 0) {
    return room_.order({.name = protocol::CommandName::say, .text = text, .repeat_ms = repeat_ms});
  }

  RoomScript room_;
};

TEST_F(RoomChat, IsReadByBobAndEve) {
  chat(1'000);
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"chat 0.0"}));
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"chat 0.0"}));
  read(Role::eve, 1'000, "??");
  read(Role::bob, 1'000, "hi");
  const auto readings = room_.told<Reading>();
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(readings[0].role, Role::eve);
  EXPECT_EQ(readings[0].bytes, "??");
  EXPECT_EQ(readings[1].number, room_.told<ChatSent>().at(0).number);
  EXPECT_EQ(room_.told<ChatSent>().at(0).text, std::nullopt) << "typed at her own terminal";
  EXPECT_TRUE(room_.room().refused().empty());
}

TEST_F(RoomChat, AReadingOfNothingIsRefused) {
  read(Role::bob, 5);
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"error out_of_turn"}));
}

TEST_F(RoomChat, ASecondReadingIsRefused) {
  chat(5);
  read(Role::eve, 5);
  read(Role::eve, 5);
  EXPECT_EQ(room_.refused(ErrorCode::duplicate), 1);
  EXPECT_TRUE(room_.knows(Role::eve));
  EXPECT_EQ(room_.told<Reading>().size(), 1U);
}

TEST_F(RoomChat, AliceReadsNothing) {
  chat(5);
  read(Role::alice, 5);
  EXPECT_EQ(room_.refused(ErrorCode::wrong_role), 1);
}

TEST_F(RoomChat, AReadingOfAnEpochThatHasNotBegunIsRefused) {
  chat(5);
  read(Role::bob, 5, "hi", 1);
  EXPECT_EQ(room_.refused(ErrorCode::wrong_epoch), 1);
}

TEST_F(RoomChat, OfAnEpochThatIsOverIsAsGoodAsEver) {
  room_.play_step();
  room_.leave(Role::bob);
  chat(7);
  EXPECT_EQ(room_.told<protocol::Notice>().back().text,
            "Alice sends a message of 2 blocks; Bob gets it once he is back");
  room_.join(Role::bob, {0, 1});
  ASSERT_EQ(room_.status().epoch, 1U);
  EXPECT_EQ(std::ranges::count(room_.heard(Role::bob), "chat 0.0"), 1) << "he is back";
  room_.forget();
  chat(8, 0, /*epoch=*/0);  // under way as the epoch began
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"chat 0.0"}));
  read(Role::bob, 7, "hi", 1);
  read(Role::bob, 8, "hi", 0);
  read(Role::eve, 7, "hi", 0);
  EXPECT_EQ(room_.told<Reading>().size(), 3U);
  chat(9, 0, /*epoch=*/2);
  EXPECT_EQ(room_.refused(ErrorCode::wrong_epoch), 1);
}

TEST_F(RoomChat, ANumberIsUsedOnce) {
  chat(5);
  chat(5);
  EXPECT_EQ(room_.refused(ErrorCode::duplicate), 1);
}

TEST_F(RoomChat, WhoDoesNotReadGetsNoMore) {
  for (int i = 0; i < 100; ++i) {
    chat(i);
    read(Role::bob, i);
  }
  EXPECT_EQ(room_.heard(Role::bob).size(), 100U);
  EXPECT_EQ(room_.heard(Role::eve).size(), protocol::kMaxUnreadChats);
  read(Role::eve, 0);
  chat(100);
  EXPECT_EQ(room_.heard(Role::eve).size(), 1U);
  EXPECT_TRUE(room_.room().refused().empty());
}

TEST_F(RoomChat, ANewEveNeedNotReadWhatTheOldOneWasSent) {
  for (int i = 0; i < 20; ++i) chat(i);
  room_.leave(Role::eve);
  room_.join(Role::eve);
  room_.forget();
  chat(20);
  EXPECT_EQ(room_.heard(Role::eve), (Lines{"chat 0.0"}));
}

TEST_F(RoomChat, AnOperatorsSayIsAnsweredByAlice) {
  EXPECT_FALSE(say("meet me at nine"));
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"say 1 meet me at nine"}));
  chat(5, 1);
  const auto message = room_.told<ChatSent>().at(0);
  EXPECT_EQ(message.say, 1);
  EXPECT_EQ(message.text, "meet me at nine");
  room_.after(60'000);
  for (const auto& line : room_.heard(Role::alice)) EXPECT_FALSE(line.starts_with("say")) << line;
}

TEST_F(RoomChat, AnAnswerToNoSayIsRefused) {
  chat(5, 1);
  EXPECT_EQ(room_.refused(ErrorCode::out_of_turn), 1);
  EXPECT_FALSE(say("hi"));
  chat(6, 1);
  chat(7, 1);
  EXPECT_EQ(room_.refused(ErrorCode::out_of_turn), 1) << "answered already: dropped without blame";
  EXPECT_EQ(room_.told<ChatSent>().size(), 1U);
}

TEST_F(RoomChat, ASayIsRepeatedUntilTheNext) {
  room_.command(pause);
  room_.play_step();
  room_.forget();
  EXPECT_FALSE(say("tick", 500));
  std::int64_t number = 0;
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(room_.heard(Role::alice), (Lines{"say 1 tick"}));
    chat(++number, 1);
    room_.after(499);
    EXPECT_EQ(room_.heard(Role::alice), Lines{});
    room_.after(1);
  }
  chat(++number, 1);
  room_.forget();
  EXPECT_FALSE(say("tock"));
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"say 2 tock"}));
  chat(++number, 2);
  room_.after(10'000);
  EXPECT_EQ(room_.heard(Role::alice), Lines{});
}

TEST_F(RoomChat, ASlowAliceIsHandedOneSayAtATime) {
  room_.command(pause);
  room_.play_step();
  room_.forget();
  const auto limit = static_cast<std::int64_t>(protocol::kMaxOrders);
  for (std::int64_t id = 1; id <= limit; ++id) EXPECT_FALSE(say("more"));
  EXPECT_EQ(say("too much"), ErrorCode::overflow);
  EXPECT_EQ(room_.last_error(), "16 messages wait for Alice to send them already");
  room_.after(10'000);
  for (std::int64_t id = 1; id <= limit; ++id) {
    EXPECT_EQ(room_.heard(Role::alice), (Lines{"say " + std::to_string(id) + " more"}));
    chat(id, id);
    read(Role::bob, id);
  }
  EXPECT_EQ(room_.heard(Role::alice), Lines{});
  EXPECT_FALSE(say("again"));
}

TEST_F(RoomChat, WhatIsNotSaidAtTheEndIsToldOf) {
  EXPECT_FALSE(say("one"));
  EXPECT_FALSE(say("two"));
  room_.command(stop);
  room_.play_step();
  const auto notices = room_.told<protocol::Notice>();
  EXPECT_EQ(std::ranges::count(notices,
                               "the session ends before Alice has sent what she was to say: "
                               "2 messages",
                               &protocol::Notice::text),
            1);
}

TEST_F(RoomChat, WithoutAliceThereIsNothingToSayButWhatIsRepeated) {
  room_.leave(Role::alice);
  EXPECT_EQ(say("hi"), ErrorCode::out_of_turn);
  EXPECT_EQ(room_.last_error(), "Alice is not connected, nobody can send it");
  EXPECT_FALSE(say("tick", 1'000));
  room_.after(5'000);
  room_.forget();
  room_.join(Role::alice, {0});
  const auto heard = room_.heard(Role::alice);
  EXPECT_EQ(std::ranges::count(heard, "say 1 tick"), 1);
}

TEST_F(RoomChat, AnAliceWhoCameBackOwesNoAnswer) {
  room_.command(pause);
  room_.play_step();
  EXPECT_FALSE(say("hi", 500));
  room_.leave(Role::alice);
  room_.join(Role::alice, {0});
  room_.after(500);
  const auto heard = room_.heard(Role::alice);
  EXPECT_EQ(std::ranges::count(heard, "say 1 hi"), 1);
}

// Her numbers may be lower than those of the process that she was before.
TEST_F(RoomChat, OfAnAliceWhoCameBackIsReadBehindTheMeetingWithHer) {
  room_.join(Role::eve);
  for (const auto party : {Role::alice, Role::bob}) room_.leave(party);
  room_.join(Role::alice, {0}, "a1");
  room_.join(Role::bob, {0}, "b1");
  room_.command(pause);
  room_.play_step();
  room_.leave(Role::alice);
  room_.forget();
  room_.join(Role::alice, {0}, "a2");
  room_.send(Role::alice, chat_frame(3, 0, 0));
  EXPECT_EQ(room_.status().state, protocol::SessionState::paused) << "no epoch has begun";
  EXPECT_EQ(room_.heard(Role::bob), (Lines{"meeting a2 b1", "chat 0.0"}));
}

TEST_F(RoomChat, AnAnswerThatIsRefusedHoldsUpNoOtherSay) {
  EXPECT_FALSE(say("one"));
  room_.send(Role::alice, frame(protocol::kChatFrame, 0, 1, /*value=*/2.0F));
  EXPECT_EQ(room_.refused(ErrorCode::not_finite), 1);
  room_.forget();
  EXPECT_FALSE(say("two"));
  EXPECT_EQ(room_.heard(Role::alice), (Lines{"say 2 two"}));
}

}  // namespace
}  // namespace sotto
