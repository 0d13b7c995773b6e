// What can be told at best, what is drawn, and when it is learned what to protect.
#include "shared/tasks/selective/selective.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/registry.hpp"
#include "shared/tasks/selective/examples.hpp"
#include "shared/tasks/selective/selective_criterion.hpp"
#include "shared/tasks/selective/yardsticks.hpp"

namespace sotto {
namespace {

struct Drawn {
  explicit Drawn(std::size_t count, std::int64_t step = 0, std::int64_t seed = 5)
      : seen(3 * count), hidden(count), useful(count) {
    draw_examples(NumberStream::public_stream(seed), step, {seen, hidden, useful});
  }
  std::vector<float> seen, hidden, useful;
};

/// Back to the normal number, by bisection.
double unsquash(double value) {
  double low = -8;
  double high = 8;
  for (int i = 0; i < 30; ++i) (squash((low + high) / 2) < value ? low : high) = (low + high) / 2;
  return low;
}

double mean(const std::vector<double>& of) {
  double sum = 0;
  for (const auto each : of) sum += each;
  return sum / static_cast<double>(of.size());
}

TEST(Selective, ShowsWhatEveTakesCForUnlessATableHidesIt) {
  const auto task = selective();
  EXPECT_EQ(task.probe.from, Role::eve);
  SessionConfig config{.minibatch = 256};
  EXPECT_EQ(task.probe.bytes(config), 2U * 128);
  config.minibatch = 16;
  EXPECT_EQ(task.probe.bytes(config), 2U * 16);
  config.table = std::string(kTableDigits, 'a');
  EXPECT_EQ(task.probe.bytes(config), 0U) << "the relay never sees what is in it";
}

TEST(Examples, AreTheSameWhoeverDrawsThemAndOthersInEveryStep) {
  EXPECT_EQ(Drawn(50).seen, Drawn(50).seen);
  EXPECT_EQ(Drawn(50).useful, Drawn(50).useful);
  EXPECT_NE(Drawn(50).seen, Drawn(50, 1).seen);
  EXPECT_NE(Drawn(50).seen, Drawn(50, 0, 6).seen);
  const Drawn drawn(50);
  for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ(drawn.hidden[i], drawn.seen[3 * i + kHiddenValue]);
}

TEST(Examples, HaveTheCovarianceBeforeTheyAreSquashed) {
  constexpr std::size_t kCount = 100'000;
  const Drawn drawn(kCount);
  std::vector<std::array<double, 4>> normal(kCount);
  for (std::size_t i = 0; i < kCount; ++i) {
    for (std::size_t k = 0; k < 3; ++k) normal[i][k] = unsquash(drawn.seen[3 * i + k]);
    normal[i][3] = unsquash(drawn.useful[i]);
  }
  for (std::size_t a = 0; a < 4; ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      double sum = 0;
      for (const auto& each : normal) sum += each[a] * each[b];
      EXPECT_NEAR(sum / kCount, kCovariance[a][b], 0.015) << a << " and " << b;
    }
}

/// The figures of estimates made of the examples themselves.
class Simulated : public testing::Test {
 protected:
  static constexpr std::size_t kCount = 200'000;
  Simulated() {
    for (std::size_t i = 0; i < kCount; ++i) {
      for (std::size_t k = 0; k < 3; ++k) x_[k].push_back(unsquash(drawn_.seen[3 * i + k]));
      x_[3].push_back(unsquash(drawn_.useful[i]));
    }
  }
  /// The mean of number `of` given others, by least squares: coefficients by Gauss-Seidel.
  std::vector<double> given(const std::vector<double>& of,
                            const std::vector<std::vector<double>>& others) const {
    const auto product = [](const std::vector<double>& a, const std::vector<double>& b) {
      double sum = 0;
      for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
      return sum / static_cast<double>(a.size());
    };
    std::vector<double> with_of;
    std::vector<std::vector<double>> products;
    for (const auto& each : others) {
      with_of.push_back(product(of, each));
      products.emplace_back();
      for (const auto& other : others) products.back().push_back(product(each, other));
    }
    std::vector<double> weight(others.size());
    for (int round = 0; round < 200; ++round)
      for (std::size_t i = 0; i < others.size(); ++i) {
        double rest = with_of[i];
        for (std::size_t j = 0; j < others.size(); ++j)
          if (j != i) rest -= weight[j] * products[i][j];
        weight[i] = rest / products[i][i];
      }
    std::vector<double> estimate(of.size());
    for (std::size_t i = 0; i < of.size(); ++i)
      for (std::size_t j = 0; j < others.size(); ++j) estimate[i] += weight[j] * others[j][i];
    return estimate;
  }
  static double distance(const std::vector<double>& estimate, const std::vector<double>& of) {
    std::vector<double> all;
    for (std::size_t i = 0; i < of.size(); ++i)
      all.push_back(std::abs(squash(estimate[i]) - squash(of[i])));
    return mean(all);
  }

  const Drawn drawn_{kCount};
  std::vector<double> x_[4];
};

TEST_F(Simulated, AgreesWithTheYardsticksToOnePercent) {
  const auto all = yardsticks();
  const auto best = given(x_[3], {x_[0], x_[1], x_[2]});
  const auto expect = [](double measured, double yardstick) {
    EXPECT_NEAR(measured / yardstick, 1, 0.01) << measured << " and " << yardstick;
  };
  expect(distance(best, x_[3]), all.useful_best);
  // What C alone tells of it is taken out.
  const auto by_hidden = given(best, {x_[2]});
  auto hiding = best;
  for (std::size_t i = 0; i < hiding.size(); ++i) hiding[i] -= by_hidden[i];
  expect(distance(hiding, x_[3]), all.useful_hiding);
  EXPECT_NEAR(mean(given(x_[2], {hiding})), 0, 0.01);
  const std::vector<double> nothing(kCount, 0);
  expect(distance(nothing, x_[3]), all.useful_blind);
  expect(distance(nothing, x_[2]), all.hidden_blind);
  expect(distance(given(x_[2], {best}), x_[2]), all.hidden_open);
  expect(distance(given(x_[2], {x_[0], x_[1], x_[3]}), x_[2]), all.hidden_known);
  // Half-way on the frontier.
  auto half = hiding;
  for (std::size_t i = 0; i < half.size(); ++i) half[i] += by_hidden[i] / 2;
  expect(distance(given(x_[3], {half}), x_[3]), frontier(0.5).useful);
  expect(distance(given(x_[2], {half}), x_[2]), frontier(0.5).hidden);
}

TEST(Yardsticks, AreInTheirOrder) {
  const auto all = yardsticks();
  EXPECT_LT(all.useful_best, all.useful_hiding);
  EXPECT_LT(all.useful_hiding, all.useful_blind);
  EXPECT_LT(all.hidden_open, all.hidden_blind);
  EXPECT_NEAR(all.hidden_blind, 0.5, 1e-3) << "of a number that is uniform in (-1, 1)";
  EXPECT_NEAR(distance_explaining(1), 0, 1e-9);
}

TEST(Frontier, GoesFromTheHidingEstimateToTheBest) {
  EXPECT_NEAR(frontier(0).useful, yardsticks().useful_hiding, 1e-9);
  EXPECT_EQ(frontier(0).hidden_bits, 0);
  EXPECT_NEAR(frontier(1).useful, yardsticks().useful_best, 1e-9);
  for (int i = 0; i < 10; ++i) {
    EXPECT_GT(frontier(0.1 * i).useful, frontier(0.1 * (i + 1)).useful) << i;
    EXPECT_GT(frontier(0.1 * i).hidden, frontier(0.1 * (i + 1)).hidden) << i;
    EXPECT_LT(frontier(0.1 * i).hidden_bits, frontier(0.1 * (i + 1)).hidden_bits) << i;
  }
  EXPECT_NEAR(frontier_at(frontier(0.3).hidden).useful, frontier(0.3).useful, 1e-3);
  EXPECT_NEAR(frontier_at(0.9).useful, yardsticks().useful_hiding, 1e-3) << "beyond its end";
}

TEST(Protect, GoesFromWhatTheBestEstimateTellsToChance) {
  auto config = find_preset("selective")->config;
  EXPECT_NEAR(protected_distance(config), yardsticks().hidden_blind, 1e-9);
  config.protect = 0;
  EXPECT_NEAR(protected_distance(config), yardsticks().hidden_open, 1e-9);
}

TEST(Selective, ItsPresetIsPlayableAndOthersAreToldWhy) {
  auto config = find_preset("selective")->config;
  EXPECT_FALSE(why_not_playable(config));
  for (const auto network :
       {NetworkKind::mix_transform, NetworkKind::product, NetworkKind::perceptron}) {
    config.network = network;
    EXPECT_FALSE(why_not_playable(config)) << name(network);
  }
  config.restart_every = 5;
  EXPECT_TRUE(why_not_playable(config));
  config = find_preset("selective")->config;
  config.feature_matching = 1;
  EXPECT_TRUE(why_not_playable(config)) << "nothing of it would heed that";
  config = find_preset("selective")->config;
  config.until = std::string(kUntilAudited);
  EXPECT_TRUE(why_not_playable(config));
  config.until = "protected";
  EXPECT_FALSE(why_not_playable(config));
}

class SelectiveCriterionTest : public testing::Test {
 protected:
  void judge(int count, double bob, double open, double eve, std::int64_t generation = 0) {
    for (int i = 0; i < count; ++i) {
      JudgedStep step{next_++, std::string(kAliceBobPhase), {}, generation};
      step.values[*task_.find_series(kBobSeries)] = bob;
      step.values[*task_.find_series(kPublicSeries)] = open;
      step.values[*task_.find_series(kEveSeries)] = eve;
      criterion_->add(step);
    }
  }
  void eve_trains(int count, std::int64_t generation = 0) {
    for (int i = 0; i < count; ++i) {
      JudgedStep step{next_++, std::string(kEvePhase), {}, generation};
      step.values[*task_.find_series(kEveSeries)] = 0.5;
      criterion_->add(step);
    }
  }
  const Task& task_ = *find_task(kSelective);
  SessionConfig config_ = find_preset("selective")->config;
  std::unique_ptr<Criterion> criterion_ = task_.make_criterion(task_, config_);
  std::int64_t next_ = 0;
};

TEST_F(SelectiveCriterionTest, IsMetWhereBobAndThePublicKnowAndEveDoesNot) {
  eve_trains(2'000);
  judge(200, 0.29, 0.42, 0.49);
  ASSERT_TRUE(criterion_->met_since().has_value());
  EXPECT_EQ(criterion_->standing(), "since step " + std::to_string(*criterion_->met_since()) +
                                        " D is told, and Eve is kept from C");
}

TEST_F(SelectiveCriterionTest, IsNotMetByAnyOfThemAlone) {
  eve_trains(2'000);
  judge(200, 0.32, 0.42, 0.49);
  EXPECT_FALSE(criterion_->met_since()) << "Bob is too far from D";
  judge(200, 0.29, 0.48, 0.49);
  EXPECT_FALSE(criterion_->met_since()) << "the public estimate is";
  judge(200, 0.29, 0.42, 0.45);
  EXPECT_FALSE(criterion_->met_since()) << "Eve is near to C";
  judge(200, 0.29, 0.42, 0.56);
  EXPECT_FALSE(criterion_->met_since()) << "Eve is further from C than one who has heard nothing";
}

TEST_F(SelectiveCriterionTest, AnEveWhoHasNotTrainedProvesNothing) {
  judge(200, 0.29, 0.42, 0.49);
  EXPECT_FALSE(criterion_->met_since());
  EXPECT_EQ(criterion_->standing(),
            "not protected yet: Eve has not had her chance of 2000 minibatches");
  eve_trains(2'000);
  judge(1, 0.29, 0.42, 0.49);
  EXPECT_TRUE(criterion_->met_since());
  judge(1, 0.29, 0.42, 0.49, /*generation=*/1);
  EXPECT_FALSE(criterion_->met_since()) << "another Eve has a chance of her own";
}

TEST_F(SelectiveCriterionTest, StepsThatComeAgainCountOnce) {
  eve_trains(1'999);
  const auto back = next_ - 10;
  criterion_->rewind(back);
  next_ = back;
  eve_trains(10);
  judge(200, 0.29, 0.42, 0.49);
  EXPECT_FALSE(criterion_->met_since());
  eve_trains(1);
  judge(1, 0.29, 0.42, 0.49);
  EXPECT_TRUE(criterion_->met_since());
}

TEST_F(SelectiveCriterionTest, WhereNothingIsProtectedNothingIsAskedOfEve) {
  config_.protect = 0;
  criterion_ = task_.make_criterion(task_, config_);
  eve_trains(2'000);
  judge(200, 0.29, 0.29, 0.31);
  ASSERT_TRUE(criterion_->met_since());
  EXPECT_NE(criterion_->standing().find("nothing is protected"), std::string::npos);
}

/// The same on a table of whose rows one in five has what is hidden.
class TableCriterionTest : public SelectiveCriterionTest {
 protected:
  TableCriterionTest() {
    config_.table = std::string(kTableDigits, 'a');
    config_.hidden_blind = 0.2;
    criterion_ = task_.make_criterion(task_, config_);
    eve_trains(2'000);
  }
};

TEST_F(TableCriterionTest,
       IsMetWhereBobIsNearerThanThePublicAndEveIsNoNearerThanOneWhoHearsNothing) {
  judge(200, 0.40, 0.45, 0.195);
  ASSERT_TRUE(criterion_->met_since().has_value());
  EXPECT_EQ(criterion_->report().at("yardsticks"),
            (Json{{"useful_blind", 0.5}, {"hidden_blind", 0.2}}));
}

TEST_F(TableCriterionTest, IsNotMetByAnyOfThemAlone) {
  judge(200, 0.40, 0.55, 0.195);
  EXPECT_FALSE(criterion_->met_since()) << "the public estimate tells nothing";
  judge(200, 0.45, 0.40, 0.195);
  EXPECT_FALSE(criterion_->met_since()) << "Bob has only what is public";
  judge(200, 0.40, 0.45, 0.18);
  EXPECT_FALSE(criterion_->met_since()) << "Eve is near";
}

TEST_F(TableCriterionTest, ComparesWithNothingButOneWhoHearsNothing) {
  for (const auto& series : task_.series) {
    if (series.marks == nullptr) continue;
    const auto marks = series.marks(config_);
    ASSERT_EQ(marks.size(), 1U) << series.name;
    EXPECT_EQ(marks[0].title, "with no message");
    EXPECT_EQ(marks[0].value, series.name == kEveSeries ? 0.2 : 0.5);
    EXPECT_EQ(series.chance(config_), marks[0].value);
  }
  EXPECT_TRUE(task_.frontier(config_).points.empty());
}

TEST_F(TableCriterionTest, ProtectsOrDoesNotAndNothingBetween) {
  EXPECT_FALSE(why_not_playable(config_));
  config_.protect = 0;
  EXPECT_FALSE(why_not_playable(config_));
  EXPECT_EQ(selective_goal(config_).bounds.size(), 2U) << "nothing is asked of Eve";
  config_.protect = 0.5;
  EXPECT_EQ(why_not_playable(config_),
            "protect is 0.5, expected 0 or 1 where the session is about a table, of which the best "
            "estimate is not known");
}

TEST(SelectiveTable, IsOfNoOtherTask) {
  SessionConfig config;
  config.table = std::string(kTableDigits, 'a');
  EXPECT_EQ(why_not_playable(config),
            "table is given, expected a task that is about one, and bit_secrecy is not");
}

}  // namespace
}  // namespace sotto
