#include "tests/dialogue/relay_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace sotto {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::string contents(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

TempFolder::TempFolder() {
  auto pattern = (fs::temp_directory_path() / "sotto-dialogue-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

RelayProgram::RelayProgram(const std::vector<std::string>& arguments) {
  const auto open_for = [&](const char* name) {
    return ::open((folder_ / name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  };
  const int out = open_for("out");
  const int err = open_for("err");
  std::vector<char*> argv{const_cast<char*>(SOTTO_RELAY)};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const auto parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);  // it died before the line above
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    ::execv(SOTTO_RELAY, argv.data());
    ::_exit(127);
  }
  ::close(out);
  ::close(err);
  if (pid_ < 0) throw std::runtime_error("cannot start another process");
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
}

RelayProgram::~RelayProgram() {
  signal(SIGKILL);
  if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  ::close(handle_);
}

bool RelayProgram::ended_within(std::chrono::milliseconds time) {
  if (pid_ < 0) return true;
  pollfd end{handle_, POLLIN, 0};
  return ::poll(&end, 1, static_cast<int>(time.count())) == 1;
}

int RelayProgram::exit_code() {
  if (pid_ < 0 || !ended_within(kDeadline)) return code_;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  if (WIFEXITED(status)) code_ = WEXITSTATUS(status);
  return code_;
}

void RelayProgram::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

std::string RelayProgram::out() const { return contents(folder_ / "out"); }
std::string RelayProgram::err() const { return contents(folder_ / "err"); }

std::string token_of(const std::string& role) { return role == "watcher" ? "" : role + "-token"; }

std::vector<std::string> RelayProcess::arguments(Options options) {
  std::ofstream tokens(folder_ / "tokens.json");
  tokens << R"({"alice": "alice-token", "bob": "bob-token", "eve": "eve-token",
                "operator": "operator-token"})";
  options.merge(Options{{"port", "0"},
                        {"port-file", folder_ / "port"},
                        {"tokens-file", folder_ / "tokens.json"},
                        {"bits", "4"},
                        {"minibatch", "2"},
                        {"join-deadline-ms", "60000"},
                        {"reply-deadline-ms", "60000"},
                        {"eve-deadline-ms", "60000"}});
  std::vector<std::string> all;
  for (const auto& [name, value] : options) {
    all.push_back("--" + name);
    all.push_back(value);
  }
  return all;
}

RelayProcess::RelayProcess(const Options& options) : program_(arguments(options)) {
  const auto until = std::chrono::steady_clock::now() + kDeadline;
  while (!fs::exists(folder_ / "port")) {
    if (program_.ended_within(5ms)) throw std::runtime_error("the relay ended: " + program_.err());
    if (std::chrono::steady_clock::now() > until)
      throw std::runtime_error("the relay does not listen: " + program_.err());
  }
  std::ifstream(folder_ / "port") >> port_;
}

RelayProcess::~RelayProcess() {
  // The second signal tells it not to wait for anybody.
  const auto until = std::chrono::steady_clock::now() + kDeadline;
  do {
    program_.signal(SIGTERM);
  } while (!program_.ended_within(20ms) && std::chrono::steady_clock::now() < until);
  EXPECT_EQ(program_.exit_code(), 0) << program_.err();
  if (testing::Test::HasFailure()) std::cerr << "The relay said:\n" << program_.err();
}

}  // namespace sotto
