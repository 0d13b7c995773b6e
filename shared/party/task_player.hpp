// A party before it knows what the session is about.
#pragma once

#include <functional>
#include <memory>

#include "shared/party/player.hpp"
#include "shared/session/session_config.hpp"
#include "shared/tasks/selective/own_table.hpp"

namespace sotto {

/// Becomes the Player of the task that the first welcome names. That ends it with PlayerError where
/// the party has not read the session's table (require_table_of()).
class TaskPlayer : public Player {
 public:
  /// Null for a task that the party does not play.
  using Make = std::function<std::unique_ptr<Player>(const SessionConfig& config)>;

  /// `table`: what the party has read; null: none.
  TaskPlayer(Role role, std::shared_ptr<const OwnTable> table, Make make)
      : role_(role), table_(std::move(table)), make_(std::move(make)) {}

  Role role() const override { return role_; }
  std::vector<std::int64_t> holds() const override;
  void keep_in(CheckpointStore& store) override { store_ = &store; }
  void introduce(const std::string& nonce) override;
  void receive(const protocol::FromRelay& message, Outlet& out) override;
  void receive(const protocol::Frame& frame, Outlet& out) override;
  void say(std::string_view text, Outlet& out) override;
  void save(const std::string& file) const override;

 private:
  Role role_;
  std::shared_ptr<const OwnTable> table_;
  Make make_;
  CheckpointStore* store_ = nullptr;
  std::string nonce_;
  std::unique_ptr<Player> player_;  ///< null before the first welcome
};

}  // namespace sotto
