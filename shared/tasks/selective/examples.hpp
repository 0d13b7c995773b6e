// The examples of a step: four numbers that go together, of which one is useful and one is to stay
// hidden.
#pragma once

#include <array>
#include <cstdint>

#include "shared/crypto/number_stream.hpp"
#include "shared/tasks/selective/example_source.hpp"

namespace sotto {

/// Alice sees A, B and C; D is what everybody would like to know, C is what Eve is not to learn.
inline constexpr std::int64_t kSeenValues = 3;
inline constexpr std::int64_t kHiddenValue = 2;  ///< C: its place among those seen

/// Of (A, B, C, D), before they are squashed: correlations, as every variance is 1. Chosen here. C
/// goes with D as closely as A does, so that hiding it costs something; and D is left open in part
/// by all three, so that even Bob is not sure of it.
inline constexpr std::array<std::array<double, 4>, 4> kCovariance{{{1.00, 0.20, 0.40, 0.60},
                                                                   {0.20, 1.00, 0.30, 0.55},
                                                                   {0.40, 0.30, 1.00, 0.60},
                                                                   {0.60, 0.55, 0.60, 1.00}}};

/// Monotone, from a normal number of variance 1 to one that is uniform in (-1, 1): 2 Phi(x) - 1. A
/// median stays one under it.
double squash(double x);

/// Of each example A, B and C are seen, C is hidden, D is useful. From the public stream: jointly
/// normal by the Cholesky factor of kCovariance, then squashed.
void draw_examples(const NumberStream& public_stream, std::int64_t step,
                   const ExampleValues& values);

}  // namespace sotto
