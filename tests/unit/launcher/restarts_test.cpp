#include "launcher/restarts.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

using namespace std::chrono_literals;

constexpr Time kStart{};

TEST(Restarts, WaitLongerEachTimeAndGiveUpInTheEnd) {
  Restarts restarts;
  for (const auto delay : {100ms, 200ms, 400ms, 800ms, 1'600ms})
    EXPECT_EQ(restarts.after_death(kStart), delay);
  EXPECT_EQ(restarts.after_death(kStart), std::nullopt);
}

TEST(Restarts, BeginAnewWithAPartThatHadBeenAtWork) {
  Restarts restarts;
  for (int i = 0; i < 40; ++i) EXPECT_EQ(restarts.after_death(kStart + i * 6s), 100ms) << i;
}

}  // namespace
}  // namespace sotto
