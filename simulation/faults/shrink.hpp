// Of what disturbed a session that broke a promise, as little as breaks it still.
#pragma once

#include <functional>

#include "simulation/faults/disturbance.hpp"

namespace sotto {

/// Whether the promise is broken with those alone.
using StillBroken = std::function<bool(const std::vector<Disturbance>&)>;

/// Takes away halves, quarters, ... and single ones as long as it stays broken: none of what comes
/// out can be taken away by itself. `disturbances` must break it.
std::vector<Disturbance> shrink(std::vector<Disturbance> disturbances,
                                const StillBroken& still_broken);

}  // namespace sotto
