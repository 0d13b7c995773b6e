// What a sweep goes over: seeds, and the values of fields.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sotto {

/// A field of the configuration and the values that it takes, as text.
struct SweepAxis {
  std::string field;
  std::vector<std::string> values;
  bool operator==(const SweepAxis&) const = default;
};

/// "minibatch=256,512". A ';' stands between values; a ',' as well, where the field's values have
/// none themselves: in every field but the cycle. Throws CLI::ValidationError where there is no
/// such field, no value, or one value twice.
SweepAxis parse_axis(const std::string& text);

/// "1-3,7" → 1, 2, 3, 7: each once, ascending. Throws CLI::ValidationError.
std::vector<std::int64_t> parse_seeds(const std::string& text);

/// 1, 2, 3, 7 → "1-3,7". The numbers ascend.
std::string ranges_of(const std::vector<std::int64_t>& numbers);

/// The words with the separator between them.
std::string joined(const std::vector<std::string>& words, std::string_view separator);

/// More runs than this are refused.
inline constexpr std::int64_t kMaxSweepRuns = 100'000;

}  // namespace sotto
