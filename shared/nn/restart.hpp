// A network that is stuck begins anew where it is: what makes some of its outputs gets fresh
// weights, the rest is loosened.
#pragma once

#include <vector>

#include "shared/nn/learner.hpp"

namespace sotto {

/// Where the numbers of a restart come from.
struct RestartNumbers {
  const NumberStream& stream;
  Purpose purpose;
  std::int64_t step;  ///< at whose end it happens: blocks 2 step and 2 step + 1 of `purpose`
};

/// The first weights, from block (purpose, 0) of the stream. A network that can begin anew in parts
/// begins as those parts do, whose moments are forgotten while Adam's count of steps stays: with
/// long steps, without which a product network stays on its first plateau (docs/results.md).
void start(Learner& learner, double gain, const NumberStream& stream, Purpose purpose);

/// Three things, in this order. The weights that make the outputs marked in `again` [N] are drawn
/// again as at the start, with Adam's moments of them forgotten. The last layer is halved, unless
/// all of it is new: saturated outputs have no gradient. Every weight is disturbed a little, by
/// which ties are broken. Adam's other moments stay: without them the first steps undo what was
/// learned (docs/results.md). A network whose outputs share their weights begins anew as a whole,
/// Adam included, if any is marked.
void restart(Learner& learner, const std::vector<bool>& again, double gain,
             const RestartNumbers& numbers);

}  // namespace sotto
