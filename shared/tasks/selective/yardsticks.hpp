// What is possible at best of numbers that are drawn, from their covariance: how well D can be
// told, how well C, and what telling the one costs in hiding the other.
//
// All numbers are jointly normal before they are squashed, and the squash is monotone. So the best
// estimate by the mean distance |estimate - value|, the median, is the squashed mean of the normal
// number given what is known, and its mean distance follows from the share of the variance that
// this mean explains.
#pragma once

#include "shared/session/session_config.hpp"

namespace sotto {

/// The mean distance between a value and its best estimate, both squashed, where the estimate
/// explains a share of the value's variance, 0 to 1: 1/2 at 0, 0 at 1. Accurate to 1e-4.
double distance_explaining(double share);

/// Mean distances, in units of values in (-1, 1).
struct Yardsticks {
  double useful_best;    ///< of D, from A, B and C: nobody does better
  double useful_hiding;  ///< of D, by the best estimate that carries nothing about C
  double useful_blind;   ///< of D, with no message
  double hidden_blind;   ///< of C, with no message
  double hidden_open;    ///< of C, from the best estimate of D
  double hidden_known;   ///< of C, from A, B and D
};
Yardsticks yardsticks();

/// A point of the frontier, on which D cannot be told better, by an estimate that is a linear
/// function of the normal numbers, without telling more of C.
struct FrontierPoint {
  double useful;  ///< mean distance of the public estimate from D
  double hidden;  ///< of C from what the estimate tells of it
  double
      hidden_sign;  ///< of the sign of C from the best guess at it, each -1 or 1: 1 - 2 asin(r)/pi
  double hidden_bits;  ///< what the estimate tells of C: -log2(1 - r^2)/2, r their correlation
};

/// `open`: which part of what the best estimate tells of C it still tells, 0 (nothing) to 1 (the
/// best estimate). With r the mean of D given A, B and C without what C alone tells of it, and b C
/// the latter, the estimate is the mean of D given r + open b C.
FrontierPoint frontier(double open);

/// The point at which C is told as well as at `hidden`, a mean distance; the nearest end of the
/// frontier where it is beyond that.
FrontierPoint frontier_at(double hidden);

/// How far Eve is to be kept from C, as a mean distance, at the session's `protect`, 0 to 1: on the
/// line from hidden_open (0) to hidden_blind (1). Of a table, hidden_open is not known: it is the
/// table's hidden_blind, whatever `protect` is.
double protected_distance(const SessionConfig& config);

}  // namespace sotto
