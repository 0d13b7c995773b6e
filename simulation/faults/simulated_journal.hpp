// What would be left of a relay that dies: its journal, which is written every tenth of a second.
#pragma once

#include <chrono>
#include <deque>
#include <utility>

#include "shared/base/clock.hpp"
#include "simulation/memory_journal.hpp"

namespace sotto {

class SimulatedJournal {
 public:
  /// In the order in which the Room tells it.
  void observe(const SessionEvent& event, Time now) {
    // Pictures are not what a session goes on from.
    if (std::holds_alternative<FrameTapped>(event)) return;
    write_until(last_writing(now));
    waiting_.emplace_back(now, event);
    // The relay waits until these are written.
    if (std::holds_alternative<SayOrdered>(event) || std::holds_alternative<ChatSent>(event))
      write_until(Time::max());
  }

  /// What a relay finds that begins now. No epoch comes twice, though the last ones may not have
  /// been written: they begin with the next full thousand.
  Recollection take_up(Time died) {
    write_until(last_writing(died));
    waiting_.clear();
    constexpr std::uint32_t kEpochsOfARelay = 1'000;
    auto past = written_.kept();
    epoch_ = (std::max(epoch_, past.epoch) / kEpochsOfARelay + 1) * kEpochsOfARelay;
    past.epoch = epoch_;
    return past;
  }

 private:
  static Time last_writing(Time now) {
    constexpr std::chrono::milliseconds kEvery{100};
    return now - now.time_since_epoch() % kEvery;
  }
  void write_until(Time time) {
    for (; !waiting_.empty() && waiting_.front().first < time; waiting_.pop_front())
      written_.observe(waiting_.front().second);
  }

  MemoryJournal written_;
  std::deque<std::pair<Time, SessionEvent>> waiting_;
  std::uint32_t epoch_ = 0;
};

}  // namespace sotto
