#include "server/net/refusal_log.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

using namespace std::chrono_literals;

TEST(RefusalLogTest, TellsAFewInASecondAndHowManyItDidNotTell) {
  RefusalLog log;
  Time now{1h};
  for (int i = 0; i < RefusalLog::kToldInASecond; ++i) EXPECT_EQ(log.tell(now), 0) << i;
  for (int i = 0; i < 1'000; ++i) EXPECT_EQ(log.tell(now + 999ms), std::nullopt);
  EXPECT_EQ(log.tell(now + 1s), 1'000);
  EXPECT_EQ(log.tell(now + 1s), 0);
}

}  // namespace
}  // namespace sotto
