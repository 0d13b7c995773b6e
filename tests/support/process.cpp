#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace sotto {

std::filesystem::path program_file(const std::string& name) {
  return std::filesystem::path(SOTTO_PROGRAMS) / name;
}

TemporaryDirectory::TemporaryDirectory() {
  auto pattern = (std::filesystem::temp_directory_path() / "sotto-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Process::Process(const std::string& program, const std::vector<std::string>& arguments,
                 const std::map<std::string, std::string>& environment,
                 const std::filesystem::path& input) {
  const auto path = program_file(program);
  std::vector<std::string> all{path.string()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& each : all) argv.push_back(each.data());
  argv.push_back(nullptr);
  const auto out = (directory_ / "out").string();
  const auto err = (directory_ / "err").string();
  const auto parent = ::getpid();
  id_ = ::fork();
  if (id_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
  for (const auto& [key, value] : environment) ::setenv(key.c_str(), value.c_str(), 1);
  ::dup2(::open(input.c_str(), O_RDONLY), 0);
  ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
  ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
  ::execv(path.c_str(), argv.data());
  ::_exit(127);
}

Process::~Process() {
  if (status_ >= 0) return;
  ::kill(id_, SIGKILL);
  ::kill(id_, SIGCONT);
  wait(std::chrono::seconds(5));
}

int Process::wait(std::chrono::milliseconds deadline) {
  if (status_ >= 0) return status_;
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, id_, 0));
  pollfd ready{handle, POLLIN, 0};
  const bool ended = ::poll(&ready, 1, static_cast<int>(deadline.count())) == 1;
  ::close(handle);
  if (!ended) return -1;
  int status = 0;
  ::waitpid(id_, &status, 0);
  status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return status_;
}

void Process::signal(int number) const {
  if (status_ < 0) ::kill(id_, number);
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string Process::output() const { return contents(directory_ / "out"); }
std::string Process::errors() const { return contents(directory_ / "err"); }

void wait_a_little() { ::poll(nullptr, 0, 5); }

std::vector<pid_t> processes_with(const std::string& text) {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != name.npos) continue;
    if (contents(entry.path() / "cmdline").find(text) != std::string::npos)
      found.push_back(std::stoi(name));
  }
  return found;
}

}  // namespace sotto
