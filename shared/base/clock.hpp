// Time as everything below the sockets gets it: passed in, so that a test or a simulation can move
// it.
#pragma once

#include <chrono>
#include <string>

namespace sotto {

/// A point of time that never goes back; its zero means nothing.
using Time = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  /// The calendar's time in UTC, as "2026-11-22T16:03:12Z".
  virtual std::string utc() const = 0;
};

/// The machine's clock. It lives as long as the program.
const Clock& system_clock();

}  // namespace sotto
