#include "shared/room/wait_log.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

using namespace std::chrono_literals;

TEST(WaitLog, KeepsTheLongestWaitOfEachNameAndItsStep) {
  WaitLog log;
  const auto name = wait_name(Role::bob, "feedback");
  EXPECT_EQ(name, "Bob: feedback");
  log.waited(name, 3ms, 7);
  log.waited(name, 5500us, 8);
  log.waited(name, 1ms, 9);
  log.waited(wait_name(Role::eve, "done"), 1ms, 9);
  EXPECT_EQ(log.report(), Json::parse(R"({
    "Bob: feedback": {"longest_ms": 5.5, "at_step": 8, "missed": 0},
    "Eve: done": {"longest_ms": 1.0, "at_step": 9, "missed": 0}})"));
}

TEST(WaitLog, CountsMissedDeadlines) {
  WaitLog log;
  log.missed("Eve: done");
  log.missed("Eve: done");
  EXPECT_EQ(log.report()["Eve: done"]["missed"], 2);
}

TEST(WaitLog, IsAnEmptyObjectWhereNobodyWasWaitedFor) {
  EXPECT_EQ(WaitLog().report(), Json::object());
}

}  // namespace
}  // namespace sotto
