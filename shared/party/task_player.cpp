#include "shared/party/task_player.hpp"

#include "shared/party/checkpoint_store.hpp"
#include "shared/party/session_examples.hpp"

namespace sotto {

std::vector<std::int64_t> TaskPlayer::holds() const {
  if (player_) return player_->holds();
  return store_ != nullptr ? store_->found() : std::vector<std::int64_t>{};
}

void TaskPlayer::introduce(const std::string& nonce) {
  nonce_ = nonce;
  if (player_) player_->introduce(nonce);
}

void TaskPlayer::receive(const protocol::FromRelay& message, Outlet& out) {
  const auto* welcome = std::get_if<protocol::Welcome>(&message);
  if (!player_ && welcome != nullptr) {
    require_table_of(welcome->config, table_.get());
    player_ = make_(welcome->config);
    if (!player_)
      throw PlayerError("the session is about '" + welcome->config.task +
                        "', this party plays bit_secrecy, sealed_bits and selective");
    player_->introduce(nonce_);
    if (store_ != nullptr) player_->keep_in(*store_);
  }
  if (player_) player_->receive(message, out);
}

void TaskPlayer::receive(const protocol::Frame& frame, Outlet& out) {
  if (player_) player_->receive(frame, out);
}

void TaskPlayer::say(std::string_view text, Outlet& out) {
  if (player_) return player_->say(text, out);
  out.show(role_ == Role::alice ? "Alice: no session yet, the message was not sent"
                                : "only Alice can send messages");
}

void TaskPlayer::save(const std::string& file) const {
  if (player_) player_->save(file);
}

}  // namespace sotto
