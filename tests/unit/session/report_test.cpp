#include "shared/session/report.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace sotto {
namespace {

Json report(const std::string& until, const std::string& outcome, int steps, int limit) {
  return {{"config", {{"until", until}, {"steps", limit}}}, {"outcome", outcome}, {"steps", steps}};
}

TEST(GoalMet, UntilSecretTheSecretMustBeKept) {
  EXPECT_TRUE(goal_met(report("secret", "secret", 60, 100)));
  EXPECT_FALSE(goal_met(report("secret", "no_secret", 100, 100)));
  EXPECT_FALSE(goal_met(report("secret", "failed", 60, 100)));
}

TEST(GoalMet, UntilStepsTheLimitMustBeReached) {
  EXPECT_TRUE(goal_met(report("steps", "no_secret", 100, 100)));
  EXPECT_TRUE(goal_met(report("steps", "secret", 100, 100)));
  EXPECT_FALSE(goal_met(report("steps", "secret", 99, 100)));
  EXPECT_FALSE(goal_met(report("steps", "failed", 100, 100)));
}

TEST(GoalMet, WithoutALimitAnyEndThatIsNoFailureIsTheGoal) {
  EXPECT_TRUE(goal_met(report("steps", "no_secret", 5, 0)));
  EXPECT_FALSE(goal_met(report("steps", "failed", 5, 0)));
}

TEST(WriteReport, LeavesACompleteFileAndNoDraft) {
  namespace fs = std::filesystem;
  auto pattern = (fs::temp_directory_path() / "sotto-report-XXXXXX").string();
  const fs::path folder(::mkdtemp(pattern.data()));
  const auto file = folder / "report.json";
  const auto written = report("steps", "no_secret", 5, 0);
  write_report(written, file);
  std::ifstream in(file);
  EXPECT_EQ(Json::parse(in), written);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}), 1);
  EXPECT_THROW(write_report(written, folder / "missing" / "report.json"), std::runtime_error);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace sotto
