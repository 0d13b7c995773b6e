// Lines typed at standard input, one at a time: whoever is slow to use them leaves the rest there.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "shared/transport/net.hpp"

namespace sotto {

class StdinLines {
 public:
  /// Bytes of a line.
  static constexpr std::size_t kMaxLine = 64 * 1024;

  /// `line` gets each without its end; `too_long` stands for one beyond kMaxLine. Neither is called
  /// before next().
  StdinLines(const net::any_io_executor& executor, std::function<void(std::string)> line,
             std::function<void()> too_long);

  /// Asks for one more line: one callback, later, or none at the end of the input.
  void next();
  /// No more callbacks.
  void stop();

 private:
  void open();
  void read();
  void read_file();
  void deliver(std::string line);

  net::posix::stream_descriptor input_;
  std::function<void(std::string)> line_;
  std::function<void()> too_long_;
  std::string read_;
  bool opened_ = false;
  bool stopped_ = false;
  bool skipping_ = false;  ///< to the end of a line that is too long
};

}  // namespace sotto
