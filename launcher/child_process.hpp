// One of the processes that make up the demo.
#pragma once

#include <sys/types.h>

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "shared/transport/net.hpp"

namespace sotto {

/// Started in a process group of its own, so that the terminal's Ctrl-C reaches only the launcher,
/// and with the kernel's promise to kill it when the launcher dies.
class ChildProcess : public std::enable_shared_from_this<ChildProcess> {
 public:
  struct Callbacks {
    std::function<void(const std::string& line)> line;  ///< of its standard output
    /// Exit code, or 128 + signal; after all that it has said.
    std::function<void(int status)> ended;
  };

  /// `log_file`: empty where its standard error is this program's.
  ChildProcess(net::io_context& network, std::string name, std::filesystem::path program,
               std::vector<std::string> arguments, std::map<std::string, std::string> environment,
               std::filesystem::path log_file);
  ~ChildProcess();

  /// Where processors are few, its process lets the others go first.
  void go_last() { niceness_ = 10; }

  /// Starts the process, again after it has ended. Throws std::system_error.
  void start(Callbacks callbacks);
  /// A line for its standard input; dropped where it does not run. `then` once it has been taken.
  void type(const std::string& line, std::function<void()> then = {});
  void signal(int number);
  bool running() const;

  const std::string& name() const { return name_; }
  /// Where its standard error goes.
  const std::filesystem::path& log_file() const { return log_file_; }
  /// The last line of its log: why it ended, most of the time.
  std::string last_words() const;

 private:
  struct Process;

  void read_line(const std::shared_ptr<Process>& process);
  void tell_end(const std::shared_ptr<Process>& process);
  void write_typed(const std::shared_ptr<Process>& process);

  net::io_context& network_;
  std::string name_;
  std::filesystem::path program_;
  std::vector<std::string> arguments_;
  std::map<std::string, std::string> environment_;
  std::filesystem::path log_file_;
  int niceness_ = 0;
  Callbacks callbacks_;
  std::shared_ptr<Process> process_;
};

}  // namespace sotto
