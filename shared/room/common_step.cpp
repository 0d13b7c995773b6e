#include "shared/room/common_step.hpp"

#include <algorithm>
#include <iterator>

namespace sotto {

std::int64_t find_common_step(const std::vector<std::vector<std::int64_t>>& held) {
  if (held.empty()) return 0;
  auto common = held.front();
  for (const auto& each : held) {
    std::vector<std::int64_t> both;
    std::ranges::set_intersection(common, each, std::back_inserter(both));
    common = std::move(both);
  }
  return common.empty() ? 0 : common.back();
}

}  // namespace sotto
