// Is the secret kept? The success criterion, over the last Alice-Bob minibatches.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "shared/session/session_config.hpp"

namespace sotto {

class Criterion {
 public:
  explicit Criterion(std::int64_t bits) : bits_(bits) {}

  /// The bits wrong that were reported for one Alice-Bob step; absent where nobody reported.
  struct Entry {
    std::int64_t step;
    std::optional<double> bob;
    std::optional<double> eve;
    std::optional<double> shadow;
  };

  /// Entries come in the order of their steps.
  void add(const Entry& entry);

  /// Forgets `step` and what came after it: it will come again.
  void rewind(std::int64_t step);

  /// Means over the last kCriterionWindow entries, or fewer at the start, of those that reported.
  std::optional<double> bob() const { return mean(&Entry::bob); }
  std::optional<double> eve() const { return mean(&Entry::eve); }
  std::optional<double> shadow() const { return mean(&Entry::shadow); }

  /// The Alice-Bob step since which the criterion has held without a break. It needs a full window
  /// in which Bob and Eve reported every minibatch: without Eve nobody can say what she reads.
  std::optional<std::int64_t> kept_since() const { return kept_since_; }

 private:
  std::optional<double> mean(std::optional<double> Entry::*figure) const;
  bool holds() const;

  std::int64_t bits_;
  std::deque<Entry> window_;
  std::optional<std::int64_t> kept_since_;
};

}  // namespace sotto
