#include "shared/party/stdin_lines.hpp"

#include <unistd.h>

#include <iostream>

namespace sotto {

StdinLines::StdinLines(const net::any_io_executor& executor, std::function<void(std::string)> line,
                       std::function<void()> too_long)
    : input_(executor), line_(std::move(line)), too_long_(std::move(too_long)) {}

void StdinLines::next() {
  if (stopped_) return;
  if (!opened_) open();
  if (input_.is_open())
    read();
  else
    net::post(input_.get_executor(), [this] { read_file(); });
}

void StdinLines::stop() {
  stopped_ = true;
  error_code ignored;
  input_.close(ignored);
}

void StdinLines::open() {
  opened_ = true;
  const int copy = ::dup(STDIN_FILENO);
  error_code fault;
  input_.assign(copy, fault);
  if (fault) ::close(copy);  // a regular file: it cannot be waited for, and need not be
}

void StdinLines::read() {
  net::async_read_until(input_, net::dynamic_buffer(read_, kMaxLine + 1), '\n',
                        [this](error_code fault, std::size_t size) {
                          if (stopped_) return;
                          if (fault == net::error::not_found) {
                            read_.clear();
                            skipping_ = true;
                            return read();
                          }
                          if (!fault) {
                            auto line = read_.substr(0, size - 1);
                            read_.erase(0, size);
                            return deliver(std::move(line));
                          }
                          // The last line may have no end.
                          if (fault == net::error::eof && !read_.empty())
                            deliver(std::exchange(read_, {}));
                        });
}

void StdinLines::read_file() {
  std::string line;
  if (stopped_ || !std::getline(std::cin, line)) return;
  skipping_ = line.size() > kMaxLine;
  deliver(std::move(line));
}

void StdinLines::deliver(std::string line) {
  if (std::exchange(skipping_, false))
    too_long_();
  else
    line_(std::move(line));
}

}  // namespace sotto
