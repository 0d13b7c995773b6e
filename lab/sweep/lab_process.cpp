#include "lab/sweep/lab_process.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/io.hpp>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace sotto {

namespace bp = boost::process;

struct LabProcess::Process {
  bp::child child;
};

LabProcess::LabProcess(const std::vector<std::string>& arguments,
                       const std::filesystem::path& errors)
    : process_(std::make_unique<Process>()) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(errors.c_str(), "we"),
                                                             &std::fclose);
  if (!file)
    throw std::system_error(errno, std::generic_category(), "cannot write " + errors.string());
  std::error_code fault;
  process_->child = bp::child("/proc/self/exe", bp::args(arguments),
                              bp::std_in<bp::null, bp::std_out> bp::null, bp::std_err > file.get(),
                              fault, bp::extend::on_exec_setup([parent = ::getpid()](auto&) {
                                ::setpgid(0, 0);
                                ::prctl(PR_SET_PDEATHSIG, SIGKILL);
                                if (::getppid() != parent)
                                  ::_exit(127);  // it died before the promise was made
                              }));
  if (fault) throw std::system_error(fault, "cannot start this program once more");
}

LabProcess::~LabProcess() = default;
LabProcess::LabProcess(LabProcess&&) noexcept = default;
LabProcess& LabProcess::operator=(LabProcess&&) noexcept = default;

bool LabProcess::running() {
  std::error_code fault;
  return process_->child.running(fault);
}

void LabProcess::kill() {
  if (running()) ::kill(process_->child.id(), SIGKILL);
}

int LabProcess::wait() {
  process_->child.wait();
  // Boost's exit code does not tell exit code 2 from signal 2.
  const int status = process_->child.native_exit_code();
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace sotto
