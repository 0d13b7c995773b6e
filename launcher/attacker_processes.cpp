#include "launcher/attacker_processes.hpp"

#include <algorithm>
#include <csignal>

namespace sotto {

void AttackerProcesses::start(net::io_context& network, const std::filesystem::path& program,
                              std::vector<std::string> arguments, const std::string& token,
                              const std::filesystem::path& directory, Ended ended) {
  for (const auto& name : names_) {
    auto own = arguments;
    own.insert(own.end(), {"--attacker", name});
    const auto attacker =
        std::make_shared<ChildProcess>(network, "attacker-" + name, program, own,
                                       std::map<std::string, std::string>{{"SOTTO_TOKEN", token}},
                                       directory / ("attacker-" + name + ".log"));
    attacker->go_last();
    processes_.push_back(attacker);
    attacker->start({.line = {}, .ended = [ended, part = attacker.get()](int status) {
                       ended(*part, status);
                     }});
  }
}

std::vector<std::string> AttackerProcesses::missing(const protocol::Status& status) const {
  auto names = names_;
  std::erase_if(names, [&](const auto& name) {
    return std::ranges::find(status.attackers, name) != status.attackers.end();
  });
  return names;
}

bool AttackerProcesses::any_running() const {
  return std::ranges::any_of(processes_, [](const auto& each) { return each->running(); });
}

void AttackerProcesses::kill() {
  for (const auto& each : processes_) each->signal(SIGKILL);
}

}  // namespace sotto
