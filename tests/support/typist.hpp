// Types at a program's standard input, as a terminal would, while it runs.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "tests/support/process.hpp"

namespace sotto {

class Typist {
 public:
  Typist() {
    ::mkfifo(pipe().c_str(), 0600);
    handle_ = ::open(pipe().c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  }
  ~Typist() { ::close(handle_); }
  /// For the input of a Process.
  std::filesystem::path pipe() const { return directory_ / "typed"; }
  void type(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
      const auto count = ::write(handle_, text.data() + at, text.size() - at);
      if (count > 0) at += static_cast<std::size_t>(count);
    }
  }

 private:
  TemporaryDirectory directory_;
  int handle_ = -1;
};

}  // namespace sotto
