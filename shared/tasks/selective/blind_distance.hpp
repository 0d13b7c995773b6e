// How far one is from a value of which one knows nothing but how it is distributed.
#pragma once

#include <span>

namespace sotto {

/// The mean distance of the values from their median: the least of any fixed guess. At least one
/// value. Of values uniform in (-1, 1) it is 1/2; of -1/2 and 1/2 it is the rarer one's share, and
/// of quantiles it is the less, the more of the numbers are equal.
double blind_distance(std::span<const float> values);

}  // namespace sotto
