// Which refusals of strangers the log tells of.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "shared/base/clock.hpp"

namespace sotto {

/// Whoever knocks without end must not fill the disk: the first few in each second are told, and
/// the next one after them says how many were not.
class RefusalLog {
 public:
  static constexpr int kToldInASecond = 10;

  /// Where this refusal is to be told: how many before it were not.
  std::optional<std::int64_t> tell(Time now) {
    if (now - began_ >= std::chrono::seconds(1)) {
      began_ = now;
      told_ = 0;
    }
    if (told_ == kToldInASecond) {
      ++untold_;
      return std::nullopt;
    }
    ++told_;
    return std::exchange(untold_, 0);
  }

 private:
  Time began_;
  int told_ = 0;
  std::int64_t untold_ = 0;
};

}  // namespace sotto
