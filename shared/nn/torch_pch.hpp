// Precompiled for every target that includes Torch: parsing it takes many seconds.
#pragma once

#include <torch/torch.h>

#include <nlohmann/json.hpp>
