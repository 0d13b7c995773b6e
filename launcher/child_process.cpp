#include "launcher/child_process.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/process.hpp>
#include <boost/process/extend.hpp>
#include <cstdio>

#include "shared/base/last_line.hpp"

namespace sotto {

namespace bp = boost::process;

struct ChildProcess::Process {
  explicit Process(net::io_context& network) : output(network), input(network) {}

  bp::async_pipe output;
  bp::async_pipe input;
  bp::child child;
  std::string read;
  struct Typed {
    std::string line;
    std::function<void()> then;
  };
  std::deque<Typed> typed;  ///< its front is being written
  bool output_open = true;
  bool ended = false;
  bool over() const { return ended && !output_open; }
};

ChildProcess::ChildProcess(net::io_context& network, std::string name,
                           std::filesystem::path program, std::vector<std::string> arguments,
                           std::map<std::string, std::string> environment,
                           std::filesystem::path log_file)
    : network_(network),
      name_(std::move(name)),
      program_(std::move(program)),
      arguments_(std::move(arguments)),
      environment_(std::move(environment)),
      log_file_(std::move(log_file)) {}

ChildProcess::~ChildProcess() {
  if (running()) signal(SIGKILL);
}

void ChildProcess::start(Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  auto process = std::make_shared<Process>(network_);
  bp::environment environment = boost::this_process::environment();
  for (const auto& [key, value] : environment_) environment[key] = value;
  // Appended to, so that a part that is started again does not wipe out why it ended.
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> log(
      log_file_.empty() ? nullptr : std::fopen(log_file_.c_str(), "ae"), &std::fclose);
  if (!log && !log_file_.empty())
    throw std::system_error(errno, std::generic_category(), "cannot write " + log_file_.string());
  std::error_code fault;
  process->child =
      bp::child(program_.string(), bp::args(arguments_), environment,
                bp::std_in<process->input, bp::std_out> process->output,
                bp::std_err > (log ? log.get() : stderr), network_, fault,
                bp::extend::on_exec_setup([niceness = niceness_](auto&) {
                  if (niceness != 0) ::setpriority(PRIO_PROCESS, 0, niceness);
                  ::setpgid(0, 0);
                  ::signal(SIGPIPE, SIG_DFL);  // of the launcher, who ignores it
                  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
                }),
                bp::on_exit([weak = weak_from_this(), process](int, const std::error_code&) {
                  process->ended = true;
                  if (const auto self = weak.lock()) self->tell_end(process);
                }));
  if (fault) throw std::system_error(fault, "cannot start " + program_.string());
  process_ = process;
  read_line(process);
}

void ChildProcess::read_line(const std::shared_ptr<Process>& process) {
  net::async_read_until(process->output, net::dynamic_buffer(process->read), '\n',
                        [self = shared_from_this(), process](error_code fault, std::size_t size) {
                          if (fault) {
                            process->output_open = false;
                            return self->tell_end(process);
                          }
                          if (self->callbacks_.line)
                            self->callbacks_.line(process->read.substr(0, size - 1));
                          process->read.erase(0, size);
                          self->read_line(process);
                        });
}

/// Once it has ended and all that it has said is read: its last lines say what came of it.
void ChildProcess::tell_end(const std::shared_ptr<Process>& process) {
  if (!process->over() || !callbacks_.ended) return;
  // The handler of the exit does not tell exit code 2 from signal 2.
  const int status = process->child.native_exit_code();
  callbacks_.ended(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

void ChildProcess::type(const std::string& line, std::function<void()> then) {
  if (!running()) return then ? then() : void();
  process_->typed.push_back({line + "\n", std::move(then)});
  if (process_->typed.size() == 1) write_typed(process_);
}

void ChildProcess::write_typed(const std::shared_ptr<Process>& process) {
  net::async_write(process->input, net::buffer(process->typed.front().line),
                   [self = shared_from_this(), process](error_code fault, std::size_t) {
                     const auto then = std::move(process->typed.front().then);
                     process->typed.pop_front();
                     if (fault) process->typed.clear();
                     if (!process->typed.empty()) self->write_typed(process);
                     if (then) then();
                   });
}

bool ChildProcess::running() const { return process_ && !process_->over(); }

void ChildProcess::signal(int number) {
  if (process_ && !process_->ended) ::kill(process_->child.id(), number);
}

std::string ChildProcess::last_words() const {
  const auto line = last_line(log_file_);
  // Without the logger's "[time] [name] [level] ".
  const auto level = line.find("[error] ");
  return level == line.npos ? line : line.substr(level + 8);
}

}  // namespace sotto
