// When the tests of the Room's parts begin: at no special time.
#pragma once

#include "shared/base/clock.hpp"

namespace sotto {

inline constexpr Time kStart{std::chrono::hours(1)};

}  // namespace sotto
