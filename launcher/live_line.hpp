// What the person who launched the demo sees: lines, and one that is written over.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "shared/protocol/messages.hpp"

namespace sotto {

class LiveLine {
 public:
  /// `live`: the session's state is one line that is written over; else a line now and then.
  explicit LiveLine(bool live) : live_(live) {}

  /// What the session is about: whose figures are shown.
  void set_task(const protocol::TaskInfo& task) { task_ = task; }
  void show(const protocol::Status& status);
  /// A line that stays.
  void print(const std::string& line);
  /// How it ended, from the report.
  void conclude(const Json& report);
  /// Clears the line that is written over.
  void finish();

 private:
  std::string describe(const protocol::Status& status);
  template <class Figure>
  std::string figures(Figure&& figure) const;

  bool live_;
  bool shown_ = false;
  protocol::TaskInfo task_;
  std::optional<protocol::SessionState> last_state_;
  std::optional<bool> last_met_;
  std::chrono::steady_clock::time_point met_since_;
  std::chrono::steady_clock::time_point last_printed_;
  std::chrono::steady_clock::time_point rate_since_;
  std::int64_t rate_step_ = 0;
  double rate_ = 0;
};

}  // namespace sotto
