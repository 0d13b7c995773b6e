// What a relay that comes back finds in its journal.
#include "server/observers/journal/journal_return.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "server/observers/journal/journal_observer.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "tests/support/frames.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

using protocol::NoticeKind;

class JournalReturnTest : public testing::Test {
 protected:
  /// The relay's journal while `play` plays.
  template <class Play>
  void relay(Play&& play, std::optional<JournalReturn> back = {}) {
    Journal journal(file_);
    auto observer = back ? JournalObserver(journal, room_, *back)
                         : JournalObserver(journal, room_, "2026-11-22T16:03:12Z");
    play(observer);
  }
  static StepResult step(std::int64_t number) {
    return {{.step = number,
             .phase = std::string(number % 3 == 0 ? kAliceBobPhase : kEvePhase),
             .values = {1.0, static_cast<double>(number)}},
            0.5 * static_cast<double>(number),
            {}};
  }
  static protocol::Notice notice(NoticeKind kind) { return {.kind = kind, .text = "so"}; }
  std::optional<RecordedSession> take_up() { return take_up_session(file_, "live"); }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_ / "journal.sqlite";
  Room room_{"live", SessionConfig{}, Time{}};
};

TEST_F(JournalReturnTest, FindsAllThatTheSessionIsJudgedBy) {
  relay([&](Observer& observer) {
    for (std::int64_t i = 0; i < 10; ++i) observer.observe(step(i), {});
    observer.observe(PlanChanged{{.at_step = 9, .kind = ChangeKind::reset_eve}}, {});
    observer.observe(PlanChanged{{.at_step = 12, .kind = ChangeKind::audit}, true}, {});
    observer.observe(AuditBegun{12, {"linear"}}, {});
    protocol::ToldFinding told;
    told.audit = 12;
    told.attacker = "linear";
    told.of = 4;
    observer.observe(told, {});
    observer.observe(protocol::Reading{.number = 1, .bytes = "hi"}, {});
    observer.observe(notice(NoticeKind::behind), {});
  });
  const auto found = take_up();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->created, "2026-11-22T16:03:12Z");
  EXPECT_EQ(found->config, SessionConfig{});
  const auto& past = found->past;
  EXPECT_EQ(past.next(), 10);
  EXPECT_EQ(past.steps[4].judged.values[1], 4.0) << "of every step, its curve's or not";
  EXPECT_EQ(past.steps[4].judged.phase, kEvePhase);
  EXPECT_EQ(past.steps[4].t, 2.0);
  EXPECT_EQ(past.steps[8].judged.eve_generation, 0);
  EXPECT_EQ(past.steps[9].judged.eve_generation, 1);
  ASSERT_EQ(past.changes.size(), 2U);
  EXPECT_FALSE(past.changes[0].decides);
  EXPECT_TRUE(past.changes[1].decides);
  ASSERT_EQ(past.audits.size(), 1U);
  EXPECT_EQ(past.audits[0].attackers, std::vector<std::string>{"linear"});
  ASSERT_EQ(past.findings.size(), 1U);
  EXPECT_EQ(past.findings[0].of, 4);
  EXPECT_TRUE(past.without_eve);
  EXPECT_FALSE(past.paused);
  EXPECT_EQ(found->told.readings.size(), 1U);
  EXPECT_EQ(found->told.notices.size(), 1U);
}

TEST_F(JournalReturnTest, FindsWhatAliceIsToSayAndWhatBobHasNotRead) {
  const auto sent = [](std::int64_t number, std::int64_t say) {
    return ChatSent{.number = number, .say = say, .frame = chat_frame(100 + number), .kept = true};
  };
  relay([&](Observer& observer) {
    observer.observe(SayOrdered{{1, "one"}, 0}, {});
    observer.observe(SayOrdered{{2, "two"}, 0}, {});
    observer.observe(sent(1, 1), {});
    observer.observe(sent(2, 0), {});
    observer.observe(protocol::Reading{.number = 1, .role = Role::bob, .bytes = "one"}, {});
    observer.observe(protocol::Reading{.number = 2, .role = Role::eve, .bytes = "?"}, {});
  });
  const auto found = take_up();
  ASSERT_TRUE(found);
  const auto& chat = found->past.chat;
  EXPECT_EQ(chat.messages, 2);
  EXPECT_EQ(chat.last_said, 1);
  EXPECT_EQ(chat.orders, (std::vector<SayOrdered>{{{2, "two"}, 0}}));
  ASSERT_EQ(chat.unread.size(), 1U);
  EXPECT_EQ(chat.unread[0].number, 2);
  EXPECT_EQ(chat.unread[0].frame.buffer().text(), chat_frame(102).buffer().text());
}

// Whoever is told that it was accepted may rely on it.
TEST_F(JournalReturnTest, WhatWasAcceptedIsWrittenBeforeAnybodyHearsOfIt) {
  relay([&](Observer& observer) {
    observer.observe(SayOrdered{{1, "one"}, 0}, {});
    EXPECT_EQ(take_up()->past.chat.orders.size(), 1U);
    observer.observe(ChatSent{.number = 1, .say = 1, .frame = chat_frame(7), .kept = true}, {});
    EXPECT_EQ(take_up()->past.chat.unread.size(), 1U);
  });
}

TEST_F(JournalReturnTest, EveryRelayThatComesBackHasEpochsOfItsOwn) {
  relay([&](Observer& observer) { observer.observe(step(0), {}); });
  const auto first = take_up()->past.epoch;
  EXPECT_GT(first, 0U);
  relay(
      [&](Observer& observer) {
        observer.observe(Rewound{0, first + 1}, {});
        observer.observe(Rewound{0, first + 1'500}, {});
        observer.observe(notice(NoticeKind::epoch), {});
      },
      take_up()->run);
  const auto last = take_up();
  EXPECT_GT(last->past.epoch, first + 1'500);
  EXPECT_EQ(last->past.epochs, 2);
  EXPECT_GT(take_up()->past.epoch, last->past.epoch) << "even where it wrote nothing";
}

TEST_F(JournalReturnTest, WhatIsTakenAgainAndWhatComesBehindAGapIsNotKnown) {
  relay([&](Observer& observer) {
    for (std::int64_t i = 0; i < 10; ++i) observer.observe(step(i), {});
    observer.observe(Rewound{5, 1}, {});
    observer.observe(step(5), {});
    observer.observe(step(7), {});
  });
  EXPECT_EQ(take_up()->past.next(), 6);
}

TEST_F(JournalReturnTest, OfALongSessionTheFirstStepsComeInBucketsAndItsGoalFromWhatWasTold) {
  {
    Journal journal(file_, {.folding = {.one_by_one = 50, .bucket = 10}});
    JournalObserver observer(journal, room_, "2026-11-22T16:03:12Z");
    for (std::int64_t i = 0; i < 300; ++i) observer.observe(step(i), {});
    observer.observe(protocol::Notice{.t = 2, .step = 20, .kind = NoticeKind::goal}, {});
    observer.observe(protocol::Notice{.t = 3, .step = 15, .kind = NoticeKind::epoch}, {});
    observer.observe(protocol::Notice{.t = 4, .step = 30, .kind = NoticeKind::goal}, {});
    observer.observe(protocol::Notice{.t = 5, .step = 40, .kind = NoticeKind::goal}, {});
  }
  const auto found = take_up();
  EXPECT_EQ(found->past.next(), 300);
  EXPECT_EQ(found->past.steps.front().judged.step, 240);
  ASSERT_EQ(found->folded.size(), 24U);
  EXPECT_EQ(found->folded.back().last, 239);
  ASSERT_TRUE(found->past.goal);
  EXPECT_EQ(found->past.goal->step, 30);
  EXPECT_EQ(found->past.goal->t, 4);
}

TEST_F(JournalReturnTest, ASessionThatIsPausedStaysSo) {
  relay([&](Observer& observer) {
    observer.observe(notice(NoticeKind::paused), {});
    observer.observe(notice(NoticeKind::resumed), {});
    observer.observe(notice(NoticeKind::paused), {});
  });
  EXPECT_TRUE(take_up()->past.paused);
}

TEST_F(JournalReturnTest, ASessionThatHasEndedOrNeverWasDoesNotGoOn) {
  EXPECT_FALSE(take_up()) << "no file";
  relay([](Observer& observer) { observer.finished({{"outcome", "secret"}}); });
  EXPECT_FALSE(take_up());
  EXPECT_FALSE(take_up_session(file_, "other"));
}

TEST_F(JournalReturnTest, TheNextSessionOfTheNameIsTheOneThatGoesOn) {
  relay([](Observer& observer) { observer.finished({{"outcome", "secret"}}); });
  relay([&](Observer& observer) { observer.observe(step(0), {}); });
  ASSERT_TRUE(take_up());
  EXPECT_EQ(take_up()->past.next(), 1);
}

TEST_F(JournalReturnTest, WhatIsDamagedIsSaidInOneSentence) {
  relay([&](Observer& observer) {
    observer.observe(step(0), {});
    observer.observe(PlanChanged{{.at_step = 9, .kind = ChangeKind::reset_eve}}, {});
  });
  for (const auto* damage :
       {"UPDATE event SET body = '{' WHERE type = 'change'",
        "UPDATE event SET body = '{}' WHERE type = 'change'", "UPDATE step SET phase = 9",
        "UPDATE step SET phase = -1", "UPDATE step SET v0 = 9e999", "UPDATE run SET config = '[]'",
        R"(UPDATE run SET config = '{"bits": 3.5}')"}) {
    const auto copy = directory_ / "copy.sqlite";
    std::filesystem::copy_file(file_, copy, std::filesystem::copy_options::overwrite_existing);
    SQLite::Database(copy.string(), SQLite::OPEN_READWRITE).exec(damage);
    try {
      (void)take_up_session(copy, "live");
      ADD_FAILURE() << damage;
    } catch (const JournalError& error) {
      EXPECT_NE(std::string(error.what()).find("session 'live' cannot go on"), std::string::npos)
          << error.what();
    }
  }
}

}  // namespace
}  // namespace sotto
