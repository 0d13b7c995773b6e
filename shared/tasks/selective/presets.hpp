// Configurations of task `selective` to start from.
#pragma once

#include "shared/tasks/task.hpp"

namespace sotto {

std::vector<Preset> selective_presets();

}  // namespace sotto
