// Time that passes only as things happen: what is to happen, in its order.
#pragma once

#include <functional>
#include <vector>

#include "shared/base/clock.hpp"

namespace sotto {

class SimulatedClock : public Clock {
 public:
  using Task = std::function<void()>;

  Time now() const override { return now_; }
  std::string utc() const override { return "2000-01-01T00:00:00Z"; }
  std::chrono::nanoseconds since_begin() const { return now_ - kBegin; }

  /// Tasks of one time run in the order in which they were given.
  void at(Time time, Task task);
  void after(std::chrono::nanoseconds delay, Task task) { at(now_ + delay, std::move(task)); }

  /// Lets time jump to the next task and runs it. False where there is none.
  bool advance();

 private:
  /// Its zero would mean nothing.
  static constexpr Time kBegin{std::chrono::hours(1)};

  struct Entry {
    Time time;
    std::uint64_t number;
    Task task;
  };
  static bool later(const Entry& a, const Entry& b) {
    return a.time != b.time ? a.time > b.time : a.number > b.number;
  }

  Time now_ = kBegin;
  std::uint64_t last_number_ = 0;
  std::vector<Entry> entries_;  ///< a heap, the next one first
};

}  // namespace sotto
