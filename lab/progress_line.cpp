#include "lab/progress_line.hpp"

#include <unistd.h>

#include <iostream>

namespace sotto {
namespace {

constexpr std::chrono::milliseconds kOnATerminal{200};

}  // namespace

ProgressLine::ProgressLine(std::optional<std::chrono::milliseconds> plain)
    : terminal_(::isatty(STDERR_FILENO) != 0), interval_(terminal_ ? kOnATerminal : plain) {}

bool ProgressLine::is_due() const { return interval_ && std::chrono::steady_clock::now() >= next_; }

void ProgressLine::show(const std::string& text) {
  if (!interval_) return;
  next_ = std::chrono::steady_clock::now() + *interval_;
  std::cerr << (terminal_ ? "\r\033[K" : "") << text << (terminal_ ? "" : "\n") << std::flush;
}

void ProgressLine::clear() const {
  if (terminal_) std::cerr << "\r\033[K" << std::flush;
}

}  // namespace sotto
