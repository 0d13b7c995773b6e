#include "tests/support/relay_process.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace sotto {

using namespace std::chrono_literals;

std::string token_of(const std::string& role) { return role == "watcher" ? "" : role + "-token"; }

std::vector<std::string> RelayProcess::arguments(Options options) {
  std::ofstream tokens(folder_ / "tokens.json");
  tokens << R"({"alice": "alice-token", "bob": "bob-token", "eve": "eve-token",
                "listener": "listener-token", "attacker": "attacker-token", "operator": "operator-token"})";
  options.merge(Options{{"port", "0"},
                        {"port-file", folder_ / "port"},
                        {"tokens-file", folder_ / "tokens.json"},
                        {"bits", "4"},
                        {"minibatch", "2"},
                        {"turns-ahead", "1"},
                        {"join-deadline-ms", "60000"},
                        {"reply-deadline-ms", "60000"},
                        {"eve-deadline-ms", "60000"}});
  std::vector<std::string> all;
  for (const auto& [name, value] : options) {
    all.push_back("--" + name);
    if (!value.empty()) all.push_back(value);
  }
  return all;
}

RelayProcess::RelayProcess(const Options& options) : program_(arguments(options)) {
  const auto until = std::chrono::steady_clock::now() + kDeadline;
  while (!std::filesystem::exists(folder_ / "port")) {
    if (program_.wait(5ms) != -1) throw std::runtime_error("the relay ended: " + program_.errors());
    if (std::chrono::steady_clock::now() > until)
      throw std::runtime_error("the relay does not listen: " + program_.errors());
  }
  std::ifstream(folder_ / "port") >> port_;
}

void RelayProcess::kill() {
  program_.signal(SIGKILL);
  EXPECT_EQ(program_.exit_code(), 128 + SIGKILL);
  killed_ = true;
}

RelayProcess::~RelayProcess() {
  if (killed_) return;
  program_.signal(SIGTERM);
  // The second signal tells it not to wait for anybody.
  if (program_.wait(20ms) == -1) program_.signal(SIGTERM);
  EXPECT_EQ(program_.exit_code(), 0) << program_.errors();
  if (testing::Test::HasFailure()) std::cerr << "The relay said:\n" << program_.errors();
}

}  // namespace sotto
