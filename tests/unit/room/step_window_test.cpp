#include "shared/room/step_window.hpp"

#include <gtest/gtest.h>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "tests/unit/room/start.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using protocol::ErrorCode;

class StepWindowTest : public testing::Test {
 protected:
  void open(std::string_view phase, bool eve_listens = true) {
    window_.open(*task_.find_phase(phase), eve_listens, kStart);
  }
  void say(std::int64_t step, Role from, std::string_view item) {
    ASSERT_EQ(refusal(step, from, item), std::nullopt);
    window_.record(step, from, item, kStart);
  }
  void done(std::int64_t step, std::initializer_list<Role> roles) {
    for (const auto role : roles) say(step, role, kDone);
  }
  std::optional<ErrorCode> refusal(std::int64_t step, Role from, std::string_view item) const {
    auto fault = window_.refuses(step);
    if (!fault) fault = window_.refuses(step, from, item);
    if (!fault) return std::nullopt;
    return fault->code;
  }

  Task task_ = bit_secrecy();
  StepWindow window_;
};

TEST_F(StepWindowTest, Open_NumbersStepsWithoutAGap) {
  EXPECT_TRUE(window_.empty());
  open("alice_bob");
  open("eve");
  EXPECT_EQ(window_.size(), 2);
  EXPECT_EQ(window_.oldest(), 0);
  EXPECT_EQ(window_.next(), 2);
  EXPECT_EQ(window_.find(1)->result.judged.step, 1);
  EXPECT_EQ(window_.find(1)->result.judged.phase, "eve");
  EXPECT_EQ(window_.find(2), nullptr);
  EXPECT_EQ(window_.find(-1), nullptr);
}

TEST_F(StepWindowTest, Refuses_AStepThatIsNotOpen) {
  EXPECT_EQ(window_.refuses(0)->message, "no turn has been given, wait for one");
  window_.restart(5);
  open("eve");
  EXPECT_FALSE(window_.refuses(5));
  for (const std::int64_t other : {0, 4, 6}) {
    ASSERT_TRUE(window_.refuses(other)) << other;
    EXPECT_EQ(window_.refuses(other)->code, ErrorCode::out_of_turn);
  }
}

TEST_F(StepWindowTest, Due_IsWithWhoHasDoneTheStepBefore) {
  open("alice_bob");
  open("eve");
  EXPECT_EQ(window_.due().size(), 1U);
  EXPECT_EQ(window_.first_due()->exchange->item, kCiphertext);
  say(0, Role::alice, kCiphertext);
  say(0, Role::bob, kFeedback);
  done(0, {Role::alice});
  const auto due = window_.due();
  ASSERT_EQ(due.size(), 3U);  // Bob's and Eve's done of step 0, Alice's ciphertext of step 1
  EXPECT_EQ(due.back().step, 1);
  EXPECT_EQ(due.back().exchange->from, Role::alice);
}

TEST_F(StepWindowTest, Record_TellsHowLongItWasDue) {
  open("eve");
  EXPECT_EQ(window_.record(0, Role::alice, kCiphertext, kStart + 4ms), 4ms);
  EXPECT_EQ(window_.record(0, Role::bob, kDone, kStart + 9ms), 5ms);
}

TEST_F(StepWindowTest, RecordAhead_IsForAFrameWhileItsSendersWeightsRest) {
  for (const auto* phase : {"alice_bob", "eve", "eve", "alice_bob", "eve"}) open(phase);
  EXPECT_EQ(refusal(1, Role::alice, kCiphertext), ErrorCode::out_of_turn) << "she learns in step 0";
  say(0, Role::alice, kCiphertext);
  say(0, Role::bob, kFeedback);
  EXPECT_EQ(refusal(1, Role::alice, kCiphertext), ErrorCode::out_of_turn);
  done(0, {Role::alice});
  EXPECT_EQ(refusal(2, Role::alice, kCiphertext), ErrorCode::out_of_turn) << "in order";
  for (const std::int64_t step : {1, 2, 3}) say(step, Role::alice, kCiphertext);
  EXPECT_EQ(refusal(4, Role::alice, kCiphertext), ErrorCode::out_of_turn) << "she learns in step 3";
  EXPECT_EQ(refusal(2, Role::alice, kDone), ErrorCode::out_of_turn) << "never a done";
}

TEST_F(StepWindowTest, TakeCompleted_GivesTheOldestAloneAndInOrder) {
  open("eve");
  open("eve");
  EXPECT_FALSE(window_.take_completed());
  for (const std::int64_t step : {0, 1}) {
    say(step, Role::alice, kCiphertext);
    done(step, {Role::alice, Role::bob});
  }
  EXPECT_FALSE(window_.take_completed()) << "Eve's done is out";
  done(0, {Role::eve});
  const auto first = window_.take_completed();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->number, 0);
  EXPECT_EQ(window_.oldest(), 1);
  EXPECT_EQ(window_.next(), 2);
  EXPECT_FALSE(window_.take_completed());
}

TEST_F(StepWindowTest, ExcuseEve_CompletesWhatWaitsForHerAlone) {
  open("eve");
  open("eve");
  say(0, Role::alice, kCiphertext);
  done(0, {Role::alice, Role::bob});
  EXPECT_EQ(window_.newest_heard_by_eve(), 0);
  say(1, Role::alice, kCiphertext);
  EXPECT_EQ(window_.newest_heard_by_eve(), 1);
  window_.excuse_eve();
  EXPECT_EQ(window_.newest_heard_by_eve(), std::nullopt);
  EXPECT_TRUE(window_.take_completed());
  EXPECT_EQ(refusal(1, Role::eve, kDone), ErrorCode::out_of_turn);
  for (const auto& due : window_.due()) EXPECT_NE(due.exchange->from, Role::eve);
}

TEST_F(StepWindowTest, Restart_CallsOffWhatIsOpen) {
  open("alice_bob");
  open("eve");
  window_.restart(1);
  EXPECT_TRUE(window_.empty());
  EXPECT_EQ(window_.next(), 1);
  EXPECT_EQ(window_.first_due(), nullptr);
  open("eve");
  EXPECT_EQ(window_.find(1)->number, 1);
  window_.call_off();
  EXPECT_EQ(window_.next(), 1) << "the step comes again";
}

}  // namespace
}  // namespace sotto
