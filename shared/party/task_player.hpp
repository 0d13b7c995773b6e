// A party before it knows what the session is about.
#pragma once

#include <functional>
#include <memory>

#include "shared/party/player.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

/// Becomes the Player of the task that the first welcome names.
class TaskPlayer : public Player {
 public:
  /// Null for a task that the party does not play.
  using Make = std::function<std::unique_ptr<Player>(const SessionConfig& config)>;

  TaskPlayer(Role role, Make make) : role_(role), make_(std::move(make)) {}

  Role role() const override { return role_; }
  std::vector<std::int64_t> holds() const override;
  void receive(const protocol::FromRelay& message, Outlet& out) override;
  void receive(const protocol::Frame& frame, Outlet& out) override;
  void say(std::string_view text, Outlet& out) override;
  void save(const std::string& file) const override;

 private:
  Role role_;
  Make make_;
  std::unique_ptr<Player> player_;  ///< null before the first welcome
};

}  // namespace sotto
