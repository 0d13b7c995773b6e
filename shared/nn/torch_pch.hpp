// Precompiled for every target that includes Torch: parsing it takes many seconds.
#pragma once

#include <nlohmann/json.hpp>

#include "shared/nn/torch.hpp"
