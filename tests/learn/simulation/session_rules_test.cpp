// The rules notice a Room that breaks them: what a real Room did is changed before they hear of it.
#include "simulation/faults/session_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "simulation/faults/violation.hpp"
#include "tests/support/frames.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

SessionConfig watched_config() {
  SessionConfig config;
  config.bits = 4;
  config.minibatch = 2;
  config.turns_ahead = 2;
  config.reply_deadline_ms = 300;
  config.eve_deadline_ms = 100;
  return config;
}

/// A Room whose actions can be changed on their way to the rules.
class WatchedRoom {
 public:
  using Change = std::function<void(Actions&)>;

  WatchedRoom() : room_("live", config_, now_), rules_(config_) {
    for (const auto role : {Role::listener, Role::eve, Role::alice, Role::bob}) join(role);
  }

  void join(Role role) {
    const protocol::Hello hello{.role = role};
    const auto member = ++last_;
    members_[role] = member;
    happen(Joined{member, hello}, [&](Actions& out) { room_.join(now_, member, hello, out); });
  }
  void done(Role role, std::int64_t step) {
    const protocol::ToRelay message = protocol::Done{epoch_, step, {}};
    const auto member = members_.at(role);
    happen(Said{member, message}, [&](Actions& out) { room_.receive(now_, member, message, out); });
  }
  void frame(Role role, protocol::FrameKind kind, std::int64_t step, float value = 0.5F) {
    const auto made = sotto::frame(kind, epoch_, step, value);
    const auto member = members_.at(role);
    happen(Framed{member, made}, [&](Actions& out) { room_.receive(now_, member, made, out); });
  }
  void tick(std::chrono::milliseconds after) {
    now_ += after;
    happen(Ticked{}, [&](Actions& out) { room_.tick(now_, out); });
  }
  /// Step 0 up to, but without, the last `done`.
  void nearly_a_step() {
    frame(Role::alice, kCiphertextKind, 0);
    frame(Role::bob, kFeedbackKind, 0);
    done(Role::alice, 0);
    done(Role::bob, 0);
  }

  /// Of the next event.
  void change(Change change) { change_ = std::move(change); }
  MemberId member(Role role) const { return members_.at(role); }
  std::uint32_t epoch_ = 0;

 private:
  template <class Call>
  void happen(const RoomEvent& event, Call&& call) {
    Actions actions;
    call(actions);
    if (change_) std::exchange(change_, nullptr)(actions);
    rules_.take(now_, event, actions, room_);
  }

  SessionConfig config_ = watched_config();
  Time now_{1h};
  Room room_;
  SessionRules rules_;
  std::map<Role, MemberId> members_;
  MemberId last_ = 0;
  Change change_;
};

/// That member hears of nothing: what was for it is another message.
WatchedRoom::Change without(MemberId member) {
  return [member](Actions& actions) {
    for (auto& action : actions)
      if (auto* send = std::get_if<Send>(&action); send != nullptr && send->to == member)
        send->message = protocol::FromRelay{protocol::Say{.id = 1, .text = "hello"}};
  };
}

/// The promise that is broken by what `call` does, or "" for none.
template <class Call>
std::string broken_by(Call&& call) {
  try {
    call();
  } catch (const Violation& violation) {
    return violation.promise();
  }
  return "";
}

TEST(SessionRules, HaveNothingAgainstAnHonestSession) {
  WatchedRoom room;
  room.nearly_a_step();
  room.done(Role::eve, 0);
  room.frame(Role::alice, kCiphertextKind, 1);
  room.done(Role::alice, 1);
  room.done(Role::bob, 1);
  room.tick(100ms);  // Eve is late
  room.frame(Role::alice, kCiphertextKind, 2);
}

TEST(SessionRules, NoticeAStepThatIsCompletedWithoutADone) {
  WatchedRoom room;
  room.nearly_a_step();
  room.change([](Actions& out) {
    out.emplace_back(std::in_place_type<SessionEvent>,
                     StepResult{.judged = {.step = 0, .phase = "alice_bob"}});
  });
  EXPECT_EQ(broken_by([&] { room.tick(1ms); }), "steps");
}

TEST(SessionRules, NoticeATurnThatIsGivenTooEarly) {
  WatchedRoom room;
  room.change([&](Actions& out) {
    for (const auto role : {Role::alice, Role::bob, Role::listener})
      out.push_back(Send{room.member(role), protocol::FromRelay{protocol::Turn{
                                                .epoch = 0, .step = 2, .phase = "eve"}}});
  });
  EXPECT_EQ(broken_by([&] { room.tick(1ms); }), "turns");
}

TEST(SessionRules, NoticeATurnThatSomebodyIsNotGiven) {
  WatchedRoom room;
  room.nearly_a_step();
  room.change(without(room.member(Role::bob)));
  EXPECT_EQ(broken_by([&] { room.done(Role::eve, 0); }), "turns");
}

TEST(SessionRules, NoticeAMissingOrAnotherCopyOfACiphertext) {
  for (const auto hears : {Role::bob, Role::eve, Role::listener}) {
    WatchedRoom room;
    room.change(without(room.member(hears)));
    EXPECT_EQ(broken_by([&] { room.frame(Role::alice, kCiphertextKind, 0); }), "tap");

    WatchedRoom other;
    other.change([&](Actions& out) {
      for (auto& action : out)
        if (auto* send = std::get_if<Send>(&action);
            send != nullptr && send->to == other.member(hears))
          send->message = frame(kCiphertextKind, 0, 0, 0.25F);
    });
    EXPECT_EQ(broken_by([&] { other.frame(Role::alice, kCiphertextKind, 0); }), "tap");
  }
}

TEST(SessionRules, NoticeThatSomethingOfEvesIsPassedOn) {
  WatchedRoom room;
  room.change([&](Actions& out) {
    out.push_back(Send{room.member(Role::bob), frame(kCiphertextKind, 0, 0)});
  });
  EXPECT_NE(broken_by([&] { room.frame(Role::eve, kCiphertextKind, 0); }), "");
}

TEST(SessionRules, NoticeThatWhoKeepsToTheProtocolIsRefused) {
  WatchedRoom room;
  room.change([&](Actions& out) {
    out.push_back(Send{room.member(Role::alice), protocol::FromRelay{protocol::Error{
                                                     protocol::ErrorCode::out_of_turn, "wait"}}});
  });
  EXPECT_EQ(broken_by([&] { room.frame(Role::alice, kCiphertextKind, 0); }), "refusals");
}

TEST(SessionRules, NoticeAStepThatIsSkippedByARewind) {
  WatchedRoom room;
  room.change([&](Actions& out) {
    for (const auto role : {Role::alice, Role::bob, Role::eve, Role::listener})
      out.push_back(Send{room.member(role), protocol::FromRelay{protocol::Rewind{1, 1}}});
  });
  EXPECT_EQ(broken_by([&] { room.tick(1ms); }), "epochs");
}

TEST(SessionRules, NoticeThatEveIsNotToldWhatWentByHer) {
  WatchedRoom room;
  room.nearly_a_step();
  room.tick(100ms);  // she is late
  room.frame(Role::alice, kCiphertextKind, 1);
  room.done(Role::eve, 0);
  room.done(Role::alice, 1);
  room.join(Role::listener);  // somebody else's coming tells her nothing
  room.change([](Actions& out) {
    std::erase_if(out, [](const Action& action) {
      const auto* send = std::get_if<Send>(&action);
      const auto* text =
          send == nullptr ? nullptr : std::get_if<protocol::FromRelay>(&send->message);
      return text != nullptr && std::holds_alternative<protocol::Gap>(*text);
    });
  });
  EXPECT_EQ(broken_by([&] { room.done(Role::bob, 1); }), "gaps");
}

TEST(ChatRules, NoticeAKeyThatIsUsedTwice) {
  ChatRules rules;
  rules.sent(1, chat_frame(7));
  rules.sent(1, chat_frame(8));
  rules.sent(2, chat_frame(3));  // another process begins where it likes
  EXPECT_EQ(broken_by([&] { rules.sent(2, chat_frame(8, 0, 0, 0.25F)); }), "chat");
}

TEST(ChatRules, NoticeANumberThatGoesBackOrAMessageThatArrivesTwice) {
  ChatRules rules;
  rules.sent(1, chat_frame(7));
  EXPECT_EQ(broken_by([&] { rules.sent(1, chat_frame(6)); }), "chat");
  rules.arrived("bob", 1, chat_frame(7));
  rules.arrived("eve", 1, chat_frame(7));
  EXPECT_EQ(broken_by([&] { rules.arrived("bob", 1, chat_frame(7)); }), "chat");
}

/// What a relay tells of its chat, to the rules.
class WatchedChat {
 public:
  void hear(const Actions& actions) { rules_.take(Ticked{}, actions, ledger_); }
  void returned(const Recollection::Chat& past) {
    Recollection all;
    all.chat = past;
    rules_.take(Returned{all}, {}, ledger_);
  }
  void ordered(std::int64_t id, std::int64_t repeat_ms = 0) {
    hear({SessionEvent{SayOrdered{{id, "hello"}, repeat_ms}}});
  }
  void hand(std::int64_t id) {
    hear({Send{1, protocol::FromRelay{protocol::Say{.id = id, .text = "hello"}}}});
  }
  void sent(std::int64_t number, std::int64_t say = 0) {
    const auto frame = chat_frame(100 + number, say);
    rules_.sent(1, frame);
    hear({SessionEvent{ChatSent{.number = number, .say = say, .frame = frame, .kept = true}}});
  }
  void reaches_bob(std::int64_t number, int life = 1, std::int64_t say = 0) {
    rules_.arrived("bob", life, chat_frame(100 + number, say));
  }
  void passed_on(std::int64_t number) { hear({Send{1, chat_frame(100 + number)}}); }

 private:
  StepLedger ledger_{watched_config()};
  ChatRules rules_;
};

TEST(ChatRules, NoticeARelayThatCountsAnewWhenItComesBack) {
  WatchedChat chat;
  chat.sent(1);
  chat.returned({.messages = 1});
  EXPECT_EQ(broken_by([&] { chat.sent(1); }), "chat");
}

TEST(ChatRules, NoticeARelayThatHasForgottenAMessage) {
  WatchedChat chat;
  chat.sent(1);
  EXPECT_EQ(broken_by([&] { chat.returned({}); }), "chat");
}

TEST(ChatRules, NoticeARelayThatHasForgottenWhatAliceIsToSay) {
  WatchedChat chat;
  chat.ordered(1);
  chat.returned({.orders = {{{1, "hello"}, 0}}});
  EXPECT_EQ(broken_by([&] { chat.returned({}); }), "chat");
}

TEST(ChatRules, NoticeAnIdOfASayThatIsUsedAgain) {
  WatchedChat chat;
  chat.ordered(1);
  chat.ordered(2);
  EXPECT_EQ(broken_by([&] { chat.ordered(2); }), "chat");
}

TEST(ChatRules, NoticeWhatIsSaidTwoTimes) {
  WatchedChat chat;
  chat.ordered(1);
  chat.sent(1, 1);
  EXPECT_EQ(broken_by([&] { chat.sent(2, 1); }), "chat");
  WatchedChat repeated;
  repeated.ordered(1, 500);
  repeated.sent(1, 1);
  repeated.sent(2, 1);
}

TEST(ChatRules, NoticeWhatIsPassedOver) {
  WatchedChat chat;
  chat.ordered(1);
  chat.ordered(2);
  EXPECT_EQ(broken_by([&] { chat.sent(1, 2); }), "chat");
}

TEST(ChatRules, NoticeWhatIsHandedOverAndNobodyOrdered) {
  WatchedChat chat;
  EXPECT_EQ(broken_by([&] { chat.hand(1); }), "chat");
  chat.ordered(1);
  chat.hand(1);
  chat.hand(1);  // her line was lost in between
}

TEST(ChatRules, NoticeAMessageThatIsPassedOnBeforeItIsKept) {
  WatchedChat chat;
  chat.sent(1);
  chat.passed_on(1);
  EXPECT_EQ(broken_by([&] { chat.passed_on(2); }), "chat");
}

TEST(ChatRules, NoticeAMessageThatNeverReachesBob) {
  WatchedChat chat;
  for (int number = 1; number <= 3; ++number) chat.sent(number);
  chat.reaches_bob(1);
  chat.reaches_bob(2, /*life=*/2);
  chat.reaches_bob(1, /*life=*/2);  // the first had not said that it had read it
  WatchedChat other;
  for (int number = 1; number <= 3; ++number) other.sent(number);
  other.reaches_bob(1);
  EXPECT_EQ(broken_by([&] { other.reaches_bob(3); }), "chat");
}

}  // namespace
}  // namespace sotto
