#include "server/session/session_registry.hpp"

#include "shared/protocol/limits.hpp"

namespace sotto {

protocol::Result<std::shared_ptr<Session>> Relay::open(const std::string& name,
                                                   const SessionConfig& config, Tokens tokens) {
  using protocol::ErrorCode;
  if (name.empty() || name.size() > protocol::kMaxSessionName ||
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") != name.npos)
    return protocol::Fault{ErrorCode::bad_field,
                       "session name '" + name + "' is not 1 to 64 of a-z, 0-9, '-' and '_'"};
  if (sessions_.contains(name))
    return protocol::Fault{ErrorCode::duplicate, "there is a session '" + name + "' already"};
  if (sessions_.size() >= kMaxSessions)
    return protocol::Fault{ErrorCode::overflow, "this relay holds 256 sessions already, its limit"};
  auto session =
      std::make_shared<Session>(executor_, name, config, std::move(tokens), recorder_, journal_);
  sessions_[name] = session;
  if (!first_) first_ = session;
  return session;
}

std::shared_ptr<Session> Relay::find(const std::string& name) const {
  const auto found = sessions_.find(name);
  return found == sessions_.end() ? nullptr : found->second;
}

bool Relay::admits_operator(std::string_view token) const {
  return first_ && first_->tokens().admits(Role::operator_, token);
}

void Relay::shut_down() {
  shutting_down_ = true;
  for (auto& [name, session] : sessions_) session->shut_down();
  for (auto& [member, weak] : connections_)
    if (const auto connection = weak.lock())
      connection->stop(protocol::kCloseGoingAway, "the relay shuts down");
}

}  // namespace sotto
