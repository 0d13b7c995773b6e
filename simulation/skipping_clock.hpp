// The machine's clock, but for waits in which nothing happens: those are skipped.
#pragma once

#include "shared/base/clock.hpp"

namespace sotto {

class SkippingClock : public Clock {
 public:
  Time now() const override { return system_clock().now() + skipped_; }
  std::string utc() const override { return system_clock().utc(); }

  /// From here on it is at least `time`.
  void skip_to(Time time) {
    if (const auto present = now(); time > present) skipped_ += time - present;
  }

 private:
  std::chrono::nanoseconds skipped_{0};
};

}  // namespace sotto
