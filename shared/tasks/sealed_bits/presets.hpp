// Configurations of the sealed cipher to start from.
#pragma once

#include "shared/tasks/task.hpp"

namespace sotto {

/// `sealed`: a cipher that is proved within seconds.
std::vector<Preset> sealed_bits_presets();

}  // namespace sotto
