// What the launcher prints: one live line on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "shared/protocol/messages.hpp"

namespace sotto {

class Console {
 public:
  /// `live`: the status is one line that is written over.
  explicit Console(bool live) : live_(live) {}

  /// A line that stays.
  void print(const std::string& line);
  /// The state of the run. Where there is no live line, one is printed every few seconds and
  /// whenever the state changes.
  void show(const protocol::Status& status);
  /// The last line: how it ended.
  void conclude(const Json& report);
  /// Clears the live line.
  void finish();

 private:
  std::string describe(const protocol::Status& status);

  bool live_;
  bool shown_ = false;
  std::optional<protocol::SessionState> last_state_;
  std::optional<bool> last_secret_;
  std::chrono::steady_clock::time_point last_printed_;
  // Where the rate is measured from: moves on so that the rate is of the last second or two.
  std::chrono::steady_clock::time_point rate_since_;
  std::int64_t rate_step_ = 0;
  double rate_ = 0;
  std::chrono::steady_clock::time_point secret_since_;
};

}  // namespace sotto
