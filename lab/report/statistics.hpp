// What many runs come to.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "shared/attack/finding.hpp"

namespace sotto {

/// The rate of `successes` among `runs` with Wilson's 95 % interval (Wilson 1927, without
/// correction for continuity), which holds for few runs and for rates near 0 and 1. Nothing for no
/// runs.
std::optional<Interval> success_rate(std::int64_t successes, std::int64_t runs);

/// The value that a part `share`, 0 to 1, of the values lies below, between two values
/// interpolated: 0.5 is the median. The definition is NumPy's default. Nothing for no values.
std::optional<double> quantile(std::vector<double> values, double share);

/// How much of the values' variance goes with the group that they are of, 0 to 1: adjusted R²
/// (Ezekiel 1930), so that groups that do not matter come to about 0 however many they are. Nothing
/// where the values do not vary, or no group has two.
std::optional<double> explained_share(const std::vector<std::vector<double>>& groups);

/// Nothing for no values.
std::optional<double> mean(const std::vector<double>& values);

}  // namespace sotto
