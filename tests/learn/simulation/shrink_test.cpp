#include "simulation/faults/shrink.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sotto {
namespace {

std::vector<Disturbance> numbered(int count) {
  std::vector<Disturbance> all;
  for (int i = 0; i < count; ++i) all.push_back({.step = i});
  return all;
}

bool has(const std::vector<Disturbance>& all, std::int64_t step) {
  return std::ranges::find(all, step, &Disturbance::step) != all.end();
}

TEST(Shrink, LeavesWhatBreaksItTogether) {
  for (int count = 1; count < 20; ++count)
    for (int first = 0; first < count; ++first) {
      const auto last = count - 1;
      const auto fewer = shrink(
          numbered(count), [&](const auto& left) { return has(left, first) && has(left, last); });
      EXPECT_EQ(fewer.size(), first == last ? 1U : 2U);
      EXPECT_TRUE(has(fewer, first) && has(fewer, last));
    }
}

TEST(Shrink, LeavesNothingWhereNothingIsNeeded) {
  EXPECT_TRUE(shrink(numbered(7), [](const auto&) { return true; }).empty());
}

}  // namespace
}  // namespace sotto
