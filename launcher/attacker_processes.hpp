// The processes of a session's attackers.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "launcher/child_process.hpp"
#include "shared/protocol/session_messages.hpp"

namespace sotto {

/// Where processors are few they let the others go first. They leave nothing behind, so that they
/// may be ended by force.
class AttackerProcesses {
 public:
  /// One of them has ended: its exit code, or 128 + signal.
  using Ended = std::function<void(const ChildProcess& attacker, int status)>;

  explicit AttackerProcesses(std::vector<std::string> names) : names_(std::move(names)) {}

  /// `arguments`: how the relay and the session are reached. Logs go to `directory`.
  void start(net::io_context& network, const std::filesystem::path& program,
             std::vector<std::string> arguments, const std::string& token,
             const std::filesystem::path& directory, Ended ended);

  /// Those who are not connected.
  std::vector<std::string> missing(const protocol::Status& status) const;
  bool any_running() const;
  void kill();

 private:
  std::vector<std::string> names_;
  std::vector<std::shared_ptr<ChildProcess>> processes_;
};

}  // namespace sotto
