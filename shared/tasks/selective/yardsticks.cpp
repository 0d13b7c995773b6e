#include "shared/tasks/selective/yardsticks.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "shared/tasks/selective/examples.hpp"

namespace sotto {
namespace {

enum : std::size_t { kA, kB, kC, kD };

/// The share of the variance of number `of` that three others explain: s' S^-1 s, by Cramer's rule.
double explained_by(std::size_t of, const std::array<std::size_t, 3>& by) {
  const auto& s = kCovariance;
  const auto determinant = [](const std::array<std::array<double, 3>, 3>& m) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  };
  std::array<std::array<double, 3>, 3> all;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) all[i][j] = s[by[i]][by[j]];
  const double whole = determinant(all);
  double share = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    auto replaced = all;
    for (std::size_t row = 0; row < 3; ++row) replaced[row][i] = s[by[row]][of];
    share += s[by[i]][of] * determinant(replaced) / whole;
  }
  return share;
}

/// Of D: what A, B and C explain, what C explains of that, and the rest.
struct Shares {
  double best = explained_by(kD, {kA, kB, kC});
  double by_hidden = kCovariance[kD][kC] * kCovariance[kD][kC];
  double hiding = best - by_hidden;
};

}  // namespace

double distance_explaining(double share) {
  // The mean over both normal numbers, the estimate's and the error's, by the midpoint rule.
  constexpr int kPoints = 300;
  constexpr double kEnd = 6;
  constexpr double kStep = 2 * kEnd / kPoints;
  const auto at = [](int i) { return -kEnd + (i + 0.5) * kStep; };
  const auto weight = [](double x) { return std::exp(-x * x / 2); };
  const double estimate = std::sqrt(share);
  const double error = std::sqrt(1 - share);
  double sum = 0;
  double weights = 0;
  for (int i = 0; i < kPoints; ++i)
    for (int j = 0; j < kPoints; ++j) {
      const double each = weight(at(i)) * weight(at(j));
      sum += each * std::abs(squash(estimate * at(i) + error * at(j)) - squash(estimate * at(i)));
      weights += each;
    }
  return sum / weights;
}

Yardsticks yardsticks() {
  static const Yardsticks all = [] {
    const Shares shares;
    return Yardsticks{.useful_best = distance_explaining(shares.best),
                      .useful_hiding = distance_explaining(shares.hiding),
                      .useful_blind = distance_explaining(0),
                      .hidden_blind = distance_explaining(0),
                      .hidden_open = frontier(1).hidden,
                      .hidden_known = distance_explaining(explained_by(kC, {kA, kB, kD}))};
  }();
  return all;
}

FrontierPoint frontier(double open) {
  const Shares shares;
  // r and C are independent, with variances `hiding` and 1, and b^2 = by_hidden.
  const double variance = shares.hiding + open * open * shares.by_hidden;
  const double with_useful = shares.hiding + open * shares.by_hidden;
  const double of_hidden = open * open * shares.by_hidden / variance;
  return {.useful = distance_explaining(with_useful * with_useful / variance),
          .hidden = distance_explaining(of_hidden),
          .hidden_sign = 1 - 2 * std::asin(std::sqrt(of_hidden)) / std::numbers::pi,
          .hidden_bits = -std::log2(1 - of_hidden) / 2};
}

FrontierPoint frontier_at(double hidden) {
  double closed = 0;
  double open = 1;
  for (int i = 0; i < 20; ++i) {
    const double middle = (closed + open) / 2;
    (frontier(middle).hidden > hidden ? closed : open) = middle;
  }
  return frontier((closed + open) / 2);
}

double protected_distance(const SessionConfig& config) {
  if (has_table(config)) return config.hidden_blind;
  const auto all = yardsticks();
  return all.hidden_open + config.protect * (all.hidden_blind - all.hidden_open);
}

}  // namespace sotto
