#include "shared/room/common_step.hpp"

#include <algorithm>
#include <iterator>

namespace sotto {

CommonStep find_common_step(const std::vector<std::int64_t>& alice,
                            const std::vector<std::int64_t>& bob) {
  if (alice.empty() && bob.empty()) return {};
  if (alice.empty()) return {.step = bob.back()};
  if (bob.empty()) return {.step = alice.back()};
  std::vector<std::int64_t> both;
  std::ranges::set_intersection(alice, bob, std::back_inserter(both));
  if (both.empty()) return {.step = std::nullopt, .none_in_common = true};
  return {.step = both.back()};
}

}  // namespace sotto
