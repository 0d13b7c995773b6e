#include "shared/room/scoreboard.hpp"

#include <gtest/gtest.h>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "tests/support/frames.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using News = Scoreboard::News;
using protocol::ErrorCode;

class ScoreboardTest : public testing::Test {
 protected:
  /// `count` steps of the main phase at N = 16; the news of the last.
  News steps(int count, double bob, double eve) {
    auto news = News::none;
    for (int i = 0; i < count; ++i) {
      JudgedStep step{.step = next_, .phase = std::string(kAliceBobPhase)};
      step.values[*task_.find_series(kBobSeries)] = bob;
      step.values[*task_.find_series(kEveSeries)] = eve;
      news = board_.add(step, static_cast<double>(next_) / 10);
      ++next_;
    }
    return news;
  }
  /// Eve has had her chance and the goal is met by the step that is added last: 39.
  void meet() {
    steps(20, 8, 6);
    EXPECT_EQ(steps(19, 0, 8), News::none);
    EXPECT_EQ(steps(1, 0, 8), News::goal_met);
  }
  Json report(std::int64_t main_steps = 0) const {
    Json report;
    board_.report(report, main_steps);
    return report;
  }

  Task task_ = bit_secrecy();
  Scoreboard board_{task_, SessionConfig{}};
  std::int64_t next_ = 0;
};

TEST_F(ScoreboardTest, Goal_IsNewsWhenItIsMetAndWhenItIsLost) {
  EXPECT_EQ(board_.outcome(), "no_secret");
  meet();
  EXPECT_EQ(board_.outcome(), "secret");
  EXPECT_EQ(steps(5, 0, 8), News::none);
  EXPECT_EQ(steps(1, 16, 8), News::goal_lost);
  EXPECT_EQ(board_.outcome(), "no_secret");
}

TEST_F(ScoreboardTest, Rewind_TakesTheGoalBack) {
  meet();
  board_.rewind(30);
  EXPECT_EQ(board_.outcome(), "no_secret");
  EXPECT_TRUE(report()["secret_at_step"].is_null()) << "that step comes again";
  next_ = 30;
  EXPECT_EQ(steps(10, 0, 8), News::goal_met);
}

TEST_F(ScoreboardTest, Means_AreOfTheSeriesThatHaveValues) {
  EXPECT_TRUE(board_.means().empty());
  steps(2, 1, 8);
  EXPECT_EQ(board_.means(), (protocol::ByName<double>{{"bob", 1.0}, {"eve", 8.0}}));
}

TEST_F(ScoreboardTest, Twins_AreComparedWhereBothDigestsAreThere) {
  board_.compare({{"eve", digest('e')}});
  EXPECT_FALSE(board_.twin_in_step());
  board_.compare({{"eve", digest('e')}, {"alice", digest('a')}, {"shadow", digest('e')}});
  EXPECT_EQ(board_.twin_in_step(), true);
  board_.compare({{"shadow", digest('f')}});
  EXPECT_EQ(board_.twin_in_step(), true) << "as compared last";
  board_.compare({{"shadow", digest('f')}, {"eve", digest('e')}});
  EXPECT_EQ(board_.twin_in_step(), false);
}

TEST_F(ScoreboardTest, Report_HasTheGoalsFirstStepAndTheMeans) {
  const auto before = report();
  for (const auto* key : {"secret_at_step", "secret_at_s", "bob_bits_wrong", "eve_bits_wrong",
                          "shadow_bits_wrong", "twin_in_step", "eve_training_bits_wrong"}) {
    ASSERT_TRUE(before.contains(key)) << key;
    EXPECT_TRUE(before[key].is_null()) << key;
  }
  meet();
  steps(1, 16, 8);
  steps(20, 0, 8);
  const auto after = report(61);
  EXPECT_EQ(after["alice_bob_steps"], 61);
  EXPECT_EQ(after["secret_at_step"], 39) << "the first time";
  EXPECT_EQ(after["secret_at_s"], 3.9);
  EXPECT_EQ(after["bob_bits_wrong"], 0.0);
  EXPECT_EQ(after["eve_bits_wrong"], 8.0);
  EXPECT_EQ(after["eve_had_her_chance"], true);
}

TEST_F(ScoreboardTest, Report_CountsRefusalsStaleMessagesAndWaits) {
  board_.count_refusal(ErrorCode::forged);
  board_.count_refusal(ErrorCode::forged);
  board_.count_refusal(ErrorCode::bad_token);
  board_.count_stale();
  board_.waits().waited("Bob: feedback", 3ms, 7);
  EXPECT_EQ(board_.refusals(), 3);
  EXPECT_EQ(report()["refused"], (Json{{"forged", 2}, {"bad_token", 1}}));
  EXPECT_EQ(report()["stale"], 1);
  EXPECT_EQ(report()["waits"]["Bob: feedback"]["at_step"], 7);
}

}  // namespace
}  // namespace sotto
