// Configurations of the paper's game to start from.
#pragma once

#include "shared/tasks/task.hpp"

namespace sotto {

/// `live`: keeps a secret within seconds. `paper`: the numbers of Abadi & Andersen.
std::vector<Preset> bit_secrecy_presets();

}  // namespace sotto
