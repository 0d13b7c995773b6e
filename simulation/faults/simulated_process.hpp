// A process that can be stopped (SIGSTOP): what is to happen in it waits until it goes on.
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace sotto {

class SimulatedProcess {
 public:
  bool stopped() const { return stopped_; }

  /// Now, or once it goes on.
  void run(std::function<void()> task) {
    if (stopped_)
      waiting_.push_back(std::move(task));
    else
      task();
  }

  void stop() { stopped_ = true; }
  /// What waited happens in its order.
  void go_on() {
    stopped_ = false;
    for (auto& task : std::exchange(waiting_, {})) task();
  }
  /// It dies: what waited never happens.
  void die() {
    stopped_ = false;
    waiting_.clear();
  }

 private:
  bool stopped_ = false;
  std::vector<std::function<void()>> waiting_;
};

}  // namespace sotto
