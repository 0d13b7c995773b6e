// Every command gets exactly one result, in order, be it good or not.
#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using protocol::CommandName;
using protocol::CommandResult;
using protocol::ErrorCode;

std::string command(std::int64_t id, const std::string& rest) {
  return R"({"type":"command","id":)" + std::to_string(id) + "," + rest + "}";
}

class CommandResultTest : public testing::Test {
 protected:
  void expect_refused(std::int64_t id, ErrorCode code) {
    const auto result = boss_.expect_result();
    EXPECT_EQ(result.id, id);
    EXPECT_FALSE(result.accepted);
    EXPECT_EQ(result.code, code) << result.message.value_or("");
    EXPECT_FALSE(result.message.value_or("").empty());
  }

  Trio trio_;
  RawClient boss_ = trio_.watch(Role::operator_);
};

TEST_F(CommandResultTest, SaysFromWhichStepItHolds) {
  EXPECT_EQ(boss_.order({.name = CommandName::freeze}).from_step, 3);
  EXPECT_EQ(boss_.order({.name = CommandName::pause, .at_step = 7}).from_step, 7);
  EXPECT_FALSE(boss_.order({.name = CommandName::resume}).from_step);
}

TEST_F(CommandResultTest, OfABadCommandSaysWhatIsWrong) {
  const std::pair<const char*, ErrorCode> bad[] = {
      {R"("name":"step")", ErrorCode::out_of_turn},
      {R"("name":"pace","step_ms":10001)", ErrorCode::bad_field},
      {R"("name":"pace")", ErrorCode::bad_field},
      {R"("name":"say","text":"","repeat_ms":0)", ErrorCode::bad_field},
      {R"("name":"say","text":"hi","repeat_ms":100)", ErrorCode::bad_field},
      {R"("name":"cycle","cycle":"eve:1")", ErrorCode::bad_field},
      {R"("name":"cycle","cycle":"alice_bob:1001")", ErrorCode::bad_field},
      {R"("name":"learning_rate","learning_rate":0)", ErrorCode::bad_field},
      {R"("name":"learning_rate","learning_rate":1.1)", ErrorCode::bad_field},
      {R"("name":"freeze","learning_rate":1)", ErrorCode::bad_field},
      {R"("name":"freeze","colour":"blue")", ErrorCode::bad_field},
      {R"("name":"melt")", ErrorCode::bad_field},
  };
  std::int64_t id = 100;
  for (const auto& [rest, code] : bad) {
    boss_.text(command(++id, rest));
    expect_refused(id, code);
  }
  EXPECT_EQ(trio_.refused(ErrorCode::bad_field), 11) << "each is counted once";
  EXPECT_EQ(trio_.refused(ErrorCode::out_of_turn), 1);
  trio_.play_step();
}

TEST_F(CommandResultTest, IsAnErrorWhereTheCommandHasNoId) {
  for (const auto* text :
       {R"({"type":"command","name":"freeze"})", R"({"type":"command","id":0,"name":"freeze"})",
        R"({"type":"command","id":"1","name":"freeze"})"}) {
    boss_.text(text);
    boss_.expect_error_among_statuses(ErrorCode::bad_field);
  }
  EXPECT_EQ(trio_.refused(ErrorCode::bad_field), 3);
}

TEST_F(CommandResultTest, ComesForEachOfManyInTheirOrder) {
  constexpr std::int64_t kMany = 1'500;
  for (std::int64_t id = 1; id <= kMany; ++id)
    boss_.text(id % 3 == 0 ? command(id, R"("name":"melt")") : command(id, R"("name":"freeze")"));
  std::int64_t accepted = 0;
  for (std::int64_t id = 1; id <= kMany; ++id) {
    const auto result = boss_.expect_result();
    ASSERT_EQ(result.id, id);
    if (result.accepted)
      ++accepted;
    else
      EXPECT_EQ(result.code, id % 3 == 0 ? ErrorCode::bad_field : ErrorCode::overflow);
  }
  EXPECT_EQ(accepted, 1'000) << "a session takes so many changes";
  trio_.play_step();
}

// What a single message holds arrives at once: the results are more than may wait on a line.
TEST_F(CommandResultTest, ComesForEachLineOfAMessage) {
  constexpr std::int64_t kMany = 1'200;
  std::string lines;
  for (std::int64_t id = 1; id <= kMany; ++id)
    lines += (lines.empty() ? "" : "\n") + command(id, R"("name":"resume")");
  ASSERT_LT(lines.size(), protocol::kMaxText);
  boss_.text(lines);
  for (std::int64_t id = 1; id <= kMany; ++id) {
    const auto result = boss_.expect_result();
    ASSERT_EQ(result.id, id);
    EXPECT_TRUE(result.accepted);
  }
}

TEST(WatchersCommand, IsNotAccepted) {
  Trio trio;
  auto watcher = trio.watch();
  std::int64_t id = 0;
  for (const auto* rest :
       {R"("name":"step")", R"("name":"pace","step_ms":500)",
        R"("name":"say","text":"hi","repeat_ms":0)", R"("name":"cycle","cycle":"alice_bob:1")",
        R"("name":"learning_rate","learning_rate":0.5)", R"("name":"freeze")",
        R"("name":"unfreeze")", R"("name":"reset_eve")", R"("name":"melt")"}) {
    watcher.text(command(++id, rest));
    const auto result = watcher.expect_result();
    EXPECT_EQ(result.id, id);
    EXPECT_FALSE(result.accepted);
    EXPECT_EQ(result.code, ErrorCode::wrong_role);
  }
  EXPECT_EQ(trio.refused(ErrorCode::wrong_role), 9);
  trio.play_step();
}

}  // namespace
}  // namespace sotto
