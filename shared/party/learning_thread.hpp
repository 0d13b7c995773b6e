// A thread that does one thing after the other, so that a party computes while its sockets stay
// live.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace sotto {

class LearningThread {
 public:
  LearningThread();
  /// Finishes the task at hand, drops the rest, joins.
  ~LearningThread();
  LearningThread(const LearningThread&) = delete;
  LearningThread& operator=(const LearningThread&) = delete;

  /// Tasks must not throw.
  void post(std::function<void()> task);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;  // guarded by mutex_
  bool stopping_ = false;                    // guarded by mutex_
  std::thread thread_;
};

}  // namespace sotto
