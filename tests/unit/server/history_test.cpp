#include "server/observers/history.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace sotto {
namespace {

/// A step in which a task's first series had that value.
Bucket figures(std::int64_t step, std::optional<double> bob) {
  return {step, static_cast<double>(step) / 10, {bob}};
}

/// Every bucket must say what going through its steps one by one says.
void expect_exact(const std::vector<Bucket>& buckets, const std::map<std::int64_t, double>& bob) {
  for (const auto& bucket : buckets) {
    Spread expected;
    for (auto each = bob.lower_bound(bucket.first); each != bob.end() && each->first <= bucket.last;
         ++each)
      expected.add(std::optional(each->second));
    ASSERT_EQ(bucket.series[0].count, expected.count) << bucket.first << " to " << bucket.last;
    if (expected.count == 0) continue;
    EXPECT_EQ(bucket.series[0].min, expected.min);
    EXPECT_EQ(bucket.series[0].max, expected.max);
    EXPECT_NEAR(bucket.series[0].mean(), expected.mean(), 1e-9);
  }
}

TEST(History, OfNothingIsEmpty) {
  const History history;
  EXPECT_TRUE(history.empty());
  EXPECT_TRUE(history.read(0, 100, 10).empty());
}

TEST(History, SaysWhatEveryStepSaysWhateverItsLength) {
  std::mt19937 random(1);
  for (const std::int64_t steps : {1, 63, 64, 65, 200, 1'000, 10'000}) {
    History history(100);
    std::map<std::int64_t, double> bob;
    for (std::int64_t step = 0; step < steps; ++step) {
      std::optional<double> value;
      if (step % 3 == 0) bob[step] = *(value = static_cast<double>(random() % 1'000) / 100);
      history.add(figures(step, value));
    }
    EXPECT_EQ(history.first(), 0);
    EXPECT_EQ(history.last(), steps - 1);
    for (const std::size_t points : {1U, 7U, 1'000U}) {
      const auto all = history.read(0, steps, points);
      EXPECT_LE(all.size(), points);
      expect_exact(all, bob);
      EXPECT_EQ(all.front().first, 0);
      EXPECT_EQ(all.back().last, steps - 1);
      for (std::size_t i = 1; i < all.size(); ++i)
        EXPECT_EQ(all[i].first, all[i - 1].last + 1) << "no step is left out";
    }
    expect_exact(history.read(steps / 2, steps, 50), bob);
  }
}

TEST(History, KeepsEverySpike) {
  History history(10);
  for (std::int64_t step = 0; step < 100'000; ++step)
    history.add(figures(step, step == 31'415 ? 16.0 : 0.0));
  const auto all = history.read(0, 100'000, 5);
  EXPECT_EQ(
      std::ranges::max(all, {}, [](const Bucket& b) { return b.series[0].max; }).series[0].max,
      16.0);
}

TEST(History, StaysBounded) {
  History history(10);
  for (std::int64_t step = 0; step < 100'000; ++step) history.add(figures(step, 1));
  EXPECT_LE(history.read(0, 100'000, 100'000).size(), 10U + History::kRecent);
}

TEST(History, StepsThatAreTakenAgainTakeTheirOwnPlace) {
  std::mt19937 random(2);
  History history(20);
  std::map<std::int64_t, double> bob;
  std::int64_t step = 0;
  std::int64_t newest = 0;
  for (int i = 0; i < 5'000; ++i) {
    newest = std::max(newest, step);
    if (random() % 20 == 0)  // never further back than a session goes
      step =
          std::max<std::int64_t>({0, newest - 60, step - static_cast<std::int64_t>(random() % 17)});
    bob.erase(bob.lower_bound(step), bob.end());
    bob[step] = static_cast<double>(random() % 100);
    history.add(figures(step, bob[step]));
    ++step;
  }
  const auto all = history.read(0, step, 5'000);
  expect_exact(all, bob);
  EXPECT_EQ(all.back().last, step - 1);
}

TEST(History, AStepFarBackIsSurvived) {
  History history(10);
  for (std::int64_t step = 0; step < 1'000; ++step) history.add(figures(step, 1));
  history.add(figures(100, 5));
  EXPECT_EQ(history.last(), 100);
  EXPECT_EQ(history.read(0, 1'000, 1'000).back().series[0].max, 5);
  history.add(figures(0, 2));
  EXPECT_EQ(history.first(), 0);
  EXPECT_EQ(history.last(), 0);
}

TEST(History, ForgetsWhatIsTakenAgainAtOnce) {
  History history;
  for (std::int64_t step = 0; step < 50; ++step) history.add(figures(step, 1));
  history.rewind(20);
  EXPECT_EQ(history.last(), 19);
  history.rewind(0);
  EXPECT_TRUE(history.empty());
}

TEST(CurveValues, AreThoseOfTheSeriesPhase) {
  auto task = Task{};
  task.series = {{.name = "a", .phase = "one"}, {.name = "b", .phase = "two"}};
  const JudgedStep step{.step = 3, .phase = "two", .values = {1.0, 2.0}};
  const auto curve = curve_values(step, task);
  EXPECT_FALSE(curve[0]) << "reported in another phase, it is only judged";
  EXPECT_EQ(curve[1], 2.0);
}

TEST(History, MayBeginAtAnyStep) {
  History history;
  history.add(figures(1'000, 1));
  EXPECT_EQ(history.first(), 1'000);
  EXPECT_EQ(history.read(0, 5'000, 10).size(), 1U);
}

}  // namespace
}  // namespace sotto
