#include "server/registry/session_registry.hpp"

#include "shared/protocol/limits.hpp"

namespace sotto {

protocol::Result<std::shared_ptr<Session>> SessionRegistry::open(const std::string& name,
                                                                 const SessionConfig& config,
                                                                 Tokens tokens,
                                                                 const RecordedSession* before) {
  using protocol::ErrorCode;
  using protocol::Fault;
  if (name.empty() || name.size() > protocol::kMaxSessionName ||
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") != name.npos)
    return Fault{ErrorCode::bad_field,
                 "session name " + in_quotes(name) + " is not 1 to 64 of a-z, 0-9, '-' and '_'"};
  if (sessions_.contains(name))
    return Fault{ErrorCode::duplicate, "there is a session '" + name + "' already"};
  if (sessions_.size() >= kMaxSessions)
    return Fault{ErrorCode::overflow, "this relay holds 256 sessions already, its limit"};
  auto session = std::make_shared<Session>();
  session->host = std::make_shared<SessionHost>(executor_, name, config, clock_);
  session->tokens = tokens;
  session->created = before == nullptr ? clock_.utc() : before->created;
  session->observers =
      add_observers(*session->host, session->created, max_watchers_, files_, before);
  if (before != nullptr) session->host->recall(before->past);
  sessions_[name] = session;
  if (!first_) first_ = session;
  return session;
}

std::shared_ptr<Session> SessionRegistry::find(const std::string& name) const {
  const auto found = sessions_.find(name);
  return found == sessions_.end() ? nullptr : found->second;
}

bool SessionRegistry::admits_operator(std::string_view token) const {
  return first_ && first_->tokens.admits(Role::operator_, token);
}

void SessionRegistry::shut_down() {
  shutting_down_ = true;
  for (auto& [name, session] : sessions_) session->host->shut_down();
}

}  // namespace sotto
