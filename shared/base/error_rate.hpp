// How often a guess is wrong, by how often it was, and what a guess leaves open.
#pragma once

#include <cstdint>

namespace sotto {

/// Errors of a guess in so many trials.
struct Errors {
  std::int64_t wrong = 0;
  std::int64_t trials = 0;
  double rate() const {
    return trials > 0 ? static_cast<double>(wrong) / static_cast<double>(trials) : 0.5;
  }
};

/// Entropy of a coin that falls on one side with probability p, in bits.
double coin_entropy(double p);

/// The exact binomial bounds of an error rate (Clopper & Pearson 1934), each wrong with probability
/// `alpha` at most.
double least_rate(const Errors& errors, double alpha);
double greatest_rate(const Errors& errors, double alpha);

}  // namespace sotto
