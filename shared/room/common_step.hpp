// After a lost line: the newest step that all who are needed can go back to.
#pragma once

#include <cstdint>
#include <vector>

namespace sotto {

/// The newest step that is in each of the lists, which ascend. Everybody can begin again, so that 0
/// is in all of them, whether or not they say so.
std::int64_t find_common_step(const std::vector<std::vector<std::int64_t>>& held);

}  // namespace sotto
