// Curves of trainings, and what many of them come to.
#include "lab/report/curve.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace sotto {
namespace {

/// One value after each of so many main steps.
Curve curve_of(std::vector<std::optional<double>> values) {
  Curve curve;
  curve.main_steps.resize(values.size());
  std::iota(curve.main_steps.begin(), curve.main_steps.end(), 1);
  curve.series.emplace_back("bob", std::move(values));
  return curve;
}

/// A step of the default cycle, whose every third is one of Alice and Bob.
StepResult step(std::int64_t number, double bob) {
  StepResult result;
  result.judged.step = number;
  result.judged.phase = number % 3 == 0 ? "alice_bob" : "eve";
  result.judged.values[0] = bob;
  return result;
}

TEST(Curve, ComesBackFromJsonAsItWas) {
  const auto curve = curve_of({8.0, std::nullopt, 0.5});
  const auto again = curve_from_json(Json::parse(to_json(curve).dump()));
  EXPECT_EQ(again.main_steps, curve.main_steps);
  EXPECT_EQ(again.series, curve.series);
}

TEST(Curve, OfOtherJsonIsRefused) {
  auto json = to_json(curve_of({8.0, 7.0}));
  json["series"]["bob"] = {8.0};
  EXPECT_THROW(curve_from_json(json), FieldError);
  EXPECT_THROW(curve_from_json(Json::object()), FieldError);
}

TEST(CurveKeeper, KeepsALongTrainingInFewPointsOverMainSteps) {
  const SessionConfig config;
  CurveKeeper keeper(config);
  for (std::int64_t i = 0; i < 30'000; ++i) keeper.observe(step(i, i < 15'000 ? 8 : 0));
  const auto curve = keeper.curve();
  ASSERT_LE(curve.main_steps.size(), CurveKeeper::kPoints);
  EXPECT_GT(curve.main_steps.size(), CurveKeeper::kPoints / 2);
  EXPECT_EQ(curve.main_steps.back(), 10'000);
  ASSERT_EQ(curve.series.front().first, "bob");
  EXPECT_EQ(curve.series.front().second.front(), 8);
  EXPECT_EQ(curve.series.front().second.back(), 0);
}

TEST(CurveKeeper, TakesStepsOnceThatWereTakenAgain) {
  const SessionConfig config;
  CurveKeeper keeper(config);
  for (std::int64_t i = 0; i < 10; ++i) keeper.observe(step(i, 8));
  keeper.observe(Rewound{6});
  for (std::int64_t i = 6; i < 9; ++i) keeper.observe(step(i, 4));
  const auto curve = keeper.curve();
  EXPECT_EQ(curve.main_steps, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(curve.series.front().second.back(), 4);
}

TEST(Bands, AreTheQuantilesOverRuns) {
  std::vector<Curve> runs;
  for (int i = 0; i <= 10; ++i) runs.push_back(curve_of({1.0 * i, 10.0 + i}));
  std::vector<const Curve*> all;
  for (const auto& run : runs) all.push_back(&run);
  const auto points = bands(all, "bob");
  ASSERT_FALSE(points.empty());
  EXPECT_EQ(points.back().x, 2);
  EXPECT_NEAR(points.back().tenth, 11, 1e-9);
  EXPECT_NEAR(points.back().lower, 12.5, 1e-9);
  EXPECT_NEAR(points.back().median, 15, 1e-9);
  EXPECT_NEAR(points.back().ninetieth, 19, 1e-9);
  EXPECT_TRUE(bands(all, "nobody").empty());
}

TEST(Bands, EndWhereFewerThanHalfOfTheRunsStillTrain) {
  const auto brief = curve_of({8.0, 7.0});
  const auto longer = curve_of({8.0, 7.0, 6.0, 5.0});
  EXPECT_EQ(bands({&brief, &longer}, "bob").back().x, 4);
  EXPECT_LE(bands({&brief, &brief, &longer}, "bob").back().x, 2);
  EXPECT_TRUE(bands({}, "bob").empty());
}

}  // namespace
}  // namespace sotto
