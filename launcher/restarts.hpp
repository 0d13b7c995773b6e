// Whether a part that has died is started again, and when.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "shared/base/clock.hpp"

namespace sotto {

/// Deaths without any progress between them are told apart from those of a part that had been at
/// work: after each the wait is twice as long as before, from 100 ms to 2 s, and at the sixth the
/// part is given up.
class Restarts {
 public:
  static constexpr int kMost = 5;

  /// It has died, when the session had come as far as `furthest`: how long until it is started
  /// again; nothing: it is given up.
  std::optional<std::chrono::milliseconds> after_death(Time now, std::int64_t furthest);
  /// How often it has died without progress between.
  int in_a_row() const { return in_a_row_; }

 private:
  int in_a_row_ = 0;
  std::optional<Time> died_;
  std::int64_t furthest_ = 0;  ///< then
};

}  // namespace sotto
