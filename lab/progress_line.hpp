// How far the work is, on one line of a terminal that is written over.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace sotto {

class ProgressLine {
 public:
  /// Where standard error is no terminal, a line is written at most every `plain`; without it, none
  /// is.
  explicit ProgressLine(std::optional<std::chrono::milliseconds> plain = std::nullopt);

  /// Whether it is time for the next show(). The first is due at once.
  bool is_due() const;
  void show(const std::string& text);
  /// Takes the line from the terminal, so that other lines can follow.
  void clear() const;

 private:
  bool terminal_;
  std::optional<std::chrono::milliseconds> interval_;  ///< none: never
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace sotto
