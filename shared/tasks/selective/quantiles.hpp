// Numbers of any distribution, as their ranks among those that are learned from.
#pragma once

#include <vector>

namespace sotto {

/// Maps each of n numbers to 2 r/n - 1, where its mid-rank r is the number of lesser ones and half
/// of the equal ones, itself among them. Where no two are equal, the images are evenly spaced from
/// -1 + 1/n to 1 - 1/n: uniform in (-1, 1).
class Quantiles {
 public:
  /// Of finite numbers, at least one.
  explicit Quantiles(std::vector<double> training);

  /// In (-1, 1), and grows with x. Between two training numbers it is interpolated linearly; beyond
  /// the least and the greatest it is theirs.
  double of(double x) const;
  /// Whether all training numbers are equal; each x then has quantile 0.
  bool constant() const { return numbers_.size() == 1; }

 private:
  std::vector<double> numbers_;    // the distinct ones, ascending
  std::vector<double> quantiles_;  // of each
};

}  // namespace sotto
