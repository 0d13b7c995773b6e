// Durations as numbers and back, for deadlines and reports.
#pragma once

#include <chrono>
#include <cstdint>

namespace sotto {

inline std::chrono::milliseconds ms(std::int64_t count) { return std::chrono::milliseconds(count); }

inline double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace sotto
