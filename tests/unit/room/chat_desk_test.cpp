#include "shared/room/chat_desk.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "shared/protocol/limits.hpp"
#include "tests/support/frames.hpp"
#include "tests/unit/room/start.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using protocol::ErrorCode;

constexpr std::int64_t kColumns = 4;

std::optional<ErrorCode> refusal(ChatDesk& desk, const protocol::Frame& frame) {
  const auto fault = desk.refuses(frame);
  if (!fault) return std::nullopt;
  return fault->code;
}

std::optional<ErrorCode> wrong_reading(ChatDesk& desk, Role reader, std::int64_t number) {
  const auto read = desk.read(reader, {0, number, "hi"});
  if (read) return std::nullopt;
  return read.error().code;
}

const std::vector<Role> kBoth{Role::bob, Role::eve};

using Numbers = std::vector<std::int64_t>;

Numbers numbers(const std::vector<protocol::Frame>& frames) {
  Numbers all;
  for (const auto& frame : frames) all.push_back(frame.header().number);
  return all;
}

TEST(ChatDesk, AGoodFrame_IsTakenAndCounted) {
  ChatDesk desk(kColumns);
  EXPECT_EQ(refusal(desk, chat_frame(1'000)), std::nullopt);
  EXPECT_EQ(desk.take(chat_frame(1'000), kBoth).number, 1);
  EXPECT_EQ(desk.take(chat_frame(1'001), kBoth).number, 2);
}

TEST(ChatDesk, AFrameThatIsNotGood_IsRefusedWithItsCode) {
  ChatDesk desk(kColumns);
  EXPECT_EQ(refusal(desk, chat_frame(1, 0, 0, 0.5F, 2, 8)), ErrorCode::wrong_shape);
  EXPECT_EQ(refusal(desk, chat_frame(1, 0, 0, 0.5F, protocol::kMaxChatRows + 1)),
            ErrorCode::wrong_shape);
  EXPECT_EQ(refusal(desk, chat_frame(1, 0, 0, NAN)), ErrorCode::not_finite);
  EXPECT_EQ(refusal(desk, chat_frame(1, 0, 0, 1.5F)), ErrorCode::not_finite);
  EXPECT_EQ(refusal(desk, chat_frame(1, 5)), ErrorCode::out_of_turn) << "no such say";
  desk.take(chat_frame(1), kBoth);
  EXPECT_EQ(refusal(desk, chat_frame(1)), ErrorCode::duplicate);
}

TEST(ChatDesk, AReading_IsOfWhatWasSentAndOnce) {
  ChatDesk desk(kColumns);
  desk.take(chat_frame(7), {Role::bob});
  EXPECT_EQ(wrong_reading(desk, Role::bob, 8), ErrorCode::out_of_turn);
  EXPECT_EQ(wrong_reading(desk, Role::eve, 7), ErrorCode::out_of_turn) << "it went to Bob alone";
  EXPECT_EQ(*desk.read(Role::bob, {0, 7, "hi"}), 1) << "as watchers count";
  EXPECT_EQ(wrong_reading(desk, Role::bob, 7), ErrorCode::duplicate);
}

TEST(ChatDesk, WhoReadsNothing_IsFullUntilItReadsOne) {
  ChatDesk desk(kColumns);
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(protocol::kMaxUnreadChats); ++i) {
    EXPECT_FALSE(desk.is_full(Role::eve));
    desk.take(chat_frame(i), {Role::eve});
  }
  EXPECT_TRUE(desk.is_full(Role::eve));
  EXPECT_FALSE(desk.is_full(Role::bob));
  EXPECT_EQ(wrong_reading(desk, Role::eve, 3), std::nullopt);
  EXPECT_FALSE(desk.is_full(Role::eve));
}

TEST(ChatDesk, AnEveWhoIsGone_OwesNoReading) {
  ChatDesk desk(kColumns);
  for (int i = 0; i < 16; ++i) desk.take(chat_frame(i), kBoth);
  desk.forget(Role::eve);
  EXPECT_FALSE(desk.is_full(Role::eve));
  EXPECT_TRUE(desk.is_full(Role::bob));
  EXPECT_EQ(wrong_reading(desk, Role::eve, 3), ErrorCode::out_of_turn);
}

TEST(ChatDesk, WhatComesWhileBobIsAway_WaitsForHimInItsOrder) {
  ChatDesk desk(kColumns);
  EXPECT_EQ(numbers(desk.begin_reading()), Numbers{});
  desk.take(chat_frame(7), kBoth);
  EXPECT_TRUE(desk.is_reading());
  desk.forget(Role::bob);
  EXPECT_FALSE(desk.is_reading());
  desk.take(chat_frame(8), kBoth);
  desk.joins(7);
  EXPECT_FALSE(desk.is_reading()) << "he has no weights to read with yet";
  EXPECT_EQ(numbers(desk.begin_reading()), Numbers{8});
  EXPECT_EQ(numbers(desk.begin_reading()), Numbers{}) << "it is on its way";
}

TEST(ChatDesk, WhatWasLostWithBobsLine_ComesAgain) {
  ChatDesk desk(kColumns);
  desk.begin_reading();
  for (int i = 7; i < 10; ++i) desk.take(chat_frame(i), kBoth);
  ASSERT_EQ(wrong_reading(desk, Role::bob, 7), std::nullopt);
  desk.forget(Role::bob);
  desk.joins(8);  // what he made of that one was lost
  EXPECT_EQ(numbers(desk.begin_reading()), Numbers{9});
  EXPECT_EQ(wrong_reading(desk, Role::bob, 8), std::nullopt) << "it may come yet";
}

TEST(ChatDesk, AnEveWhoIsGone_TakesNoReadingFromBob) {
  ChatDesk desk(kColumns);
  desk.begin_reading();
  desk.take(chat_frame(7), kBoth);
  desk.forget(Role::bob);
  desk.joins(7);
  desk.forget(Role::eve);
  EXPECT_EQ(wrong_reading(desk, Role::bob, 7), std::nullopt) << "it has reached him";
}

TEST(ChatDesk, ABobWhoIsNew_GetsAllThatWasNotRead) {
  ChatDesk desk(kColumns);
  desk.begin_reading();
  for (int i = 7; i < 10; ++i) desk.take(chat_frame(i), kBoth);
  ASSERT_EQ(wrong_reading(desk, Role::bob, 7), std::nullopt);
  desk.forget(Role::bob);
  desk.joins(std::nullopt);
  EXPECT_EQ(numbers(desk.begin_reading()), (Numbers{8, 9}));
}

TEST(ChatDesk, MessagesThatAreNotRead_AreRememberedHoweverManyFollow) {
  ChatDesk desk(kColumns);
  desk.take(chat_frame(0), {Role::eve});
  for (int i = 1; i < 1'000; ++i) {
    desk.take(chat_frame(i), {Role::bob});
    ASSERT_EQ(wrong_reading(desk, Role::bob, i), std::nullopt);
  }
  EXPECT_EQ(*desk.read(Role::eve, {0, 0, "hi"}), 1);
}

TEST(ChatDesk, AnOrder_IsHandedOverOnceAndItsTextComesBackWithTheAnswer) {
  ChatDesk desk(kColumns);
  EXPECT_FALSE(desk.due());
  EXPECT_EQ(desk.order("meet me", 0, kStart), (SayOrdered{{1, "meet me"}, 0}));
  EXPECT_EQ(desk.due(), kStart);
  EXPECT_EQ(desk.hand(kStart), (protocol::Say{1, "meet me"}));
  EXPECT_FALSE(desk.due());
  EXPECT_EQ(refusal(desk, chat_frame(5, 1)), std::nullopt);
  EXPECT_EQ(desk.take(chat_frame(5, 1), kBoth).text, "meet me");
  EXPECT_EQ(refusal(desk, chat_frame(6, 1)), ErrorCode::out_of_turn) << "answered already";
  EXPECT_EQ(desk.take(chat_frame(6), kBoth).text, std::nullopt);
}

TEST(ChatDesk, ARepeatedOrder_ComesAgainOnceItsLastIsAnswered) {
  ChatDesk desk(kColumns);
  desk.order("tick", 500, kStart);
  desk.hand(kStart);
  EXPECT_FALSE(desk.due()) << "one at a time";
  desk.take(chat_frame(1, 1), kBoth);
  EXPECT_EQ(desk.due(), kStart + 500ms);
}

TEST(ChatDesk, Orders_AreSaidOneAfterTheOther) {
  ChatDesk desk(kColumns);
  desk.order("one", 0, kStart);
  EXPECT_EQ(desk.order("two", 0, kStart).say.id, 2);
  EXPECT_EQ(desk.unsaid(), 2U);
  EXPECT_EQ(desk.hand(kStart), (protocol::Say{1, "one"}));
  EXPECT_FALSE(desk.due());
  desk.take(chat_frame(1, 1), kBoth);
  EXPECT_EQ(desk.hand(kStart), (protocol::Say{2, "two"}));
  desk.take(chat_frame(2, 2), kBoth);
  EXPECT_FALSE(desk.due());
  EXPECT_EQ(desk.unsaid(), 0U);
}

TEST(ChatDesk, ARepeatedOrder_EndsWithTheNextButIsSaidOnce) {
  ChatDesk desk(kColumns);
  desk.order("tick", 500, kStart);
  desk.order("tock", 500, kStart);
  desk.hand(kStart);
  desk.take(chat_frame(1, 1), kBoth);
  EXPECT_EQ(desk.hand(kStart).text, "tock");
  desk.take(chat_frame(2, 2), kBoth);
  EXPECT_EQ(desk.due(), kStart + 500ms);
  desk.order("last", 0, kStart + 100ms);
  EXPECT_EQ(desk.due(), kStart + 100ms);
  EXPECT_EQ(desk.hand(kStart).text, "last");
}

TEST(ChatDesk, NothingIsSaid_WhileBobHasTooMuchUnread) {
  ChatDesk desk(kColumns);
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(protocol::kMaxUnreadChats); ++i)
    desk.take(chat_frame(i), {Role::bob});
  desk.order("one", 0, kStart);
  EXPECT_FALSE(desk.due());
  ASSERT_EQ(wrong_reading(desk, Role::bob, 0), std::nullopt);
  EXPECT_EQ(desk.due(), kStart);
}

TEST(ChatDesk, AnAnswerThatIsNotGood_GivesTheSayUp) {
  ChatDesk desk(kColumns);
  desk.order("one", 0, kStart);
  desk.hand(kStart);
  EXPECT_EQ(refusal(desk, chat_frame(5, 1, 0, 2.0F)), ErrorCode::not_finite);
  EXPECT_EQ(refusal(desk, chat_frame(5, 1)), ErrorCode::out_of_turn);
  desk.order("two", 0, kStart);
  EXPECT_EQ(desk.due(), kStart);
}

// Only the answer itself gives its say up: what Alice types at her terminal has nothing to do with
// it.
TEST(ChatDesk, AnotherFrameThatIsNotGood_LeavesTheSay) {
  ChatDesk desk(kColumns);
  desk.order("one", 0, kStart);
  desk.hand(kStart);
  EXPECT_EQ(refusal(desk, chat_frame(5, 0, 0, 2.0F)), ErrorCode::not_finite);
  EXPECT_EQ(refusal(desk, chat_frame(6, 1)), std::nullopt);
}

TEST(ChatDesk, WhatAnAliceWasHandedWhoIsGone_TheNextIsHanded) {
  ChatDesk desk(kColumns);
  desk.order("one", 0, kStart);
  desk.hand(kStart);
  desk.forget(Role::alice);
  EXPECT_EQ(refusal(desk, chat_frame(5, 1)), ErrorCode::out_of_turn) << "she is not, yet";
  EXPECT_EQ(desk.due(), kStart);
  EXPECT_EQ(desk.hand(kStart), (protocol::Say{1, "one"}));
  EXPECT_FALSE(desk.was_said(chat_frame(5, 1)));
  desk.take(chat_frame(5, 1), kBoth);
  EXPECT_TRUE(desk.was_said(chat_frame(6, 1))) << "the first Alice was only late";
}

TEST(ChatDesk, ASessionThatGoesOn_KnowsWhatWasNotSaidAndNotRead) {
  Recollection::Chat past;
  for (std::int64_t id = 1; id <= 3; ++id) past.add({{id, "say " + std::to_string(id)}, 0});
  past.add_answer(/*message=*/5, /*say=*/1);
  past.unread = {{4, chat_frame(40)}, {5, chat_frame(50, 1)}};
  ChatDesk desk(kColumns);
  desk.recall(past, kStart);
  EXPECT_EQ(desk.hand(kStart), (protocol::Say{2, "say 2"}));
  desk.joins(40);
  EXPECT_EQ(numbers(desk.begin_reading()), Numbers{50});
  EXPECT_EQ(desk.take(chat_frame(60, 2), kBoth).number, 6);
  EXPECT_EQ(desk.order("more", 0, kStart).say.id, 4);
}

TEST(ChatDesk, ASessionThatGoesOn_RepeatsWhatWasRepeatedLast) {
  Recollection::Chat past;
  past.add({{1, "tick"}, 500});
  past.add_answer(1, 1);
  past.add({{2, "tock"}, 500});
  past.add_answer(2, 2);
  ASSERT_EQ(past.orders, (std::vector<SayOrdered>{{{2, "tock"}, 500}}));
  ChatDesk desk(kColumns);
  desk.recall(past, kStart);
  EXPECT_EQ(desk.hand(kStart), (protocol::Say{2, "tock"}));
  desk.take(chat_frame(9, 2), kBoth);
  EXPECT_EQ(desk.due(), kStart + 500ms);
}

}  // namespace
}  // namespace sotto
