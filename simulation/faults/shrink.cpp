#include "simulation/faults/shrink.hpp"

#include <algorithm>

namespace sotto {

std::vector<Disturbance> shrink(std::vector<Disturbance> disturbances,
                                const StillBroken& still_broken) {
  for (auto size = std::max<std::size_t>(disturbances.size() / 2, 1); size > 0;) {
    bool smaller = false;
    for (std::size_t at = 0; at < disturbances.size();) {
      auto fewer = disturbances;
      const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(at);
      fewer.erase(first,
                  first + static_cast<std::ptrdiff_t>(std::min(size, disturbances.size() - at)));
      if (still_broken(fewer)) {
        disturbances = std::move(fewer);
        smaller = true;
      } else {
        at += size;
      }
    }
    if (size > 1)
      size /= 2;
    else if (!smaller)
      break;
  }
  return disturbances;
}

}  // namespace sotto
