// Where the examples of a session come from.
#pragma once

#include <cstdint>
#include <span>

#include "shared/session/session_config.hpp"

namespace sotto {

/// Where a step's B examples go, S values seen of each: [B, S], [B] and [B]. All values are within
/// [-1, 1].
struct ExampleValues {
  std::span<float> seen;    ///< what Alice sees, an example behind the other
  std::span<float> hidden;  ///< what she is to keep from Eve
  std::span<float> useful;  ///< what everybody would like to know
};

/// Whoever knows the session's public stream draws the same examples.
class ExampleSource {
 public:
  virtual ~ExampleSource() = default;

  /// S: values of an example that Alice sees.
  virtual std::int64_t seen_values() const = 0;
  /// Those that are learned from in a step.
  virtual void draw(std::int64_t step, const ExampleValues& values) const = 0;
  /// How far `protect` has a reader from what is hidden: the mean distances from its value and from
  /// its sign (-1 or 1), added up.
  virtual double kept_distance(const SessionConfig& config) const = 0;
};

}  // namespace sotto
