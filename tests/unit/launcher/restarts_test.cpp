#include "launcher/restarts.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

using namespace std::chrono_literals;

constexpr Time kStart{};

TEST(Restarts, WaitLongerEachTimeAndGiveUpInTheEnd) {
  Restarts restarts;
  for (const auto delay : {100ms, 200ms, 400ms, 800ms, 1'600ms})
    EXPECT_EQ(restarts.after_death(kStart, 7), delay);
  EXPECT_EQ(restarts.after_death(kStart, 7), std::nullopt);
}

TEST(Restarts, BeginAnewWithAPartThatHadBeenAtWork) {
  Restarts restarts;
  for (int i = 0; i < 40; ++i) EXPECT_EQ(restarts.after_death(kStart + i * 6s, 7), 100ms) << i;
}

TEST(Restarts, BeginAnewWhereTheSessionHasComeFurther) {
  Restarts restarts;
  for (int step = 0; step < 40; ++step) EXPECT_EQ(restarts.after_death(kStart, step), 100ms);
}

}  // namespace
}  // namespace sotto
