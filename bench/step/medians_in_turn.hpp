#pragma once

#include <functional>
#include <vector>

/// Seconds that one call of each takes, in the median. They take turns for three seconds in all, or
/// three rounds where that is longer, so that a busy machine slows all of them.
std::vector<double> medians_in_turn(const std::vector<std::function<void()>>& steps);
