// Whether a part that has died is started again, and when.
#pragma once

#include <chrono>
#include <optional>

#include "shared/base/clock.hpp"

namespace sotto {

/// Deaths soon one after the other are told apart from those of a part that had been at work: each
/// is waited for twice as long as the one before, from 100 ms to 2 s, and at the sixth it is given
/// up.
class Restarts {
 public:
  static constexpr int kMost = 5;

  /// It has died: how long until it is started again; nothing: it is given up.
  std::optional<std::chrono::milliseconds> after_death(Time now);
  /// How often it has died, soon one after the other.
  int in_a_row() const { return in_a_row_; }

 private:
  int in_a_row_ = 0;
  std::optional<Time> died_;
};

}  // namespace sotto
