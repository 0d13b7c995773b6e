// After a lost line: the newest step that Alice and Bob can both go back to.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace sotto {

struct CommonStep {
  /// The newest step that both hold; where one of them comes with nothing, the newest of the
  /// other's. Nothing where neither holds any, or where both hold some but none in common.
  std::optional<std::int64_t> step;
  /// Both hold steps, none in common: they cannot go on together.
  bool none_in_common = false;
};

/// What each holds, ascending.
CommonStep find_common_step(const std::vector<std::int64_t>& alice,
                            const std::vector<std::int64_t>& bob);

}  // namespace sotto
