#include "simulation/faults/simulated_clock.hpp"

#include <algorithm>

namespace sotto {

void SimulatedClock::at(Time time, Task task) {
  entries_.push_back({std::max(time, now_), ++last_number_, std::move(task)});
  std::ranges::push_heap(entries_, later);
}

bool SimulatedClock::advance() {
  if (entries_.empty()) return false;
  std::ranges::pop_heap(entries_, later);
  const auto next = std::move(entries_.back());
  entries_.pop_back();
  now_ = next.time;
  next.task();
  return true;
}

}  // namespace sotto
