#include "shared/room/chat_desk.hpp"

#include <algorithm>

#include "shared/protocol/limits.hpp"

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;

namespace {

/// Messages that are remembered after everybody has read them, so that a second reading is known
/// for one.
constexpr std::size_t kChatsRemembered = 64;

unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }

}  // namespace

std::optional<Fault> ChatDesk::refuses(const protocol::Frame& frame) {
  auto fault = faulty(frame);
  if (fault && frame.header().step != 0) handed_.reset();
  return fault;
}

std::optional<Fault> ChatDesk::faulty(const protocol::Frame& frame) const {
  const auto& header = frame.header();
  if (header.rows > protocol::kMaxChatRows || header.columns != columns_)
    return Fault{ErrorCode::wrong_shape,
                 "a chat frame of " + std::to_string(header.rows) + " x " +
                     std::to_string(header.columns) + ", expected at most " +
                     std::to_string(protocol::kMaxChatRows) + " x " + std::to_string(columns_)};
  if (!protocol::within(frame.values(), protocol::kMaxChatValue))
    return Fault{ErrorCode::not_finite, "a chat frame's values must be from -1 to 1"};
  if (header.step != 0 && !(handed_ && handed_->id == header.step))
    return Fault{ErrorCode::out_of_turn,
                 "no say " + std::to_string(header.step) + " waits for Alice's answer"};
  if (std::ranges::count(chats_, header.number, &Chat::frame_number) > 0)
    return Fault{ErrorCode::duplicate,
                 "chat message " + std::to_string(header.number) + " was sent already"};
  return std::nullopt;
}

bool ChatDesk::is_full(Role reader) const {
  const auto unread = std::ranges::count_if(
      chats_, [&](const Chat& chat) { return (chat.due & bit(reader)) != 0; });
  return static_cast<std::size_t>(unread) >= protocol::kMaxUnreadChats;
}

ChatDesk::Taken ChatDesk::take(const protocol::Frame& frame, const std::vector<Role>& readers) {
  Chat chat{frame.header().number, ++messages_};
  for (const auto reader : readers) chat.due |= bit(reader);
  if (chats_.size() >= kChatsRemembered) {
    const auto read = std::ranges::find(chats_, 0U, &Chat::due);
    if (read != chats_.end()) chats_.erase(read);
  }
  chats_.push_back(chat);
  Taken taken{chat.number, std::nullopt};
  if (handed_ && handed_->id == frame.header().step) {
    taken.text = handed_->text;
    handed_.reset();
  }
  return taken;
}

protocol::Result<std::int64_t> ChatDesk::read(Role reader, const protocol::ChatDone& done) {
  const auto what = "chat message " + std::to_string(done.chat);
  const auto chat = std::ranges::find(chats_, done.chat, &Chat::frame_number);
  if (chat != chats_.end() && (chat->read & bit(reader)) != 0)
    return Fault{ErrorCode::duplicate, what + " was read already"};
  if (chat == chats_.end() || (chat->due & bit(reader)) == 0)
    return Fault{ErrorCode::out_of_turn,
                 what + " is none that " + std::string(title(reader)) + " was sent"};
  chat->due &= ~bit(reader);
  chat->read |= bit(reader);
  return chat->number;
}

void ChatDesk::forget(Role party) {
  for (auto& chat : chats_) chat.due &= ~bit(party);
  if (party == Role::alice) handed_.reset();
}

std::int64_t ChatDesk::order(const std::string& text, std::chrono::milliseconds repeat, Time now) {
  order_ = Order{{++last_say_, text}, repeat, now};
  return last_say_;
}

std::optional<Time> ChatDesk::due() const {
  if (!order_ || handed_) return std::nullopt;
  return order_->due;
}

protocol::Say ChatDesk::hand(Time now) {
  handed_ = order_->say;
  if (order_->repeat.count() == 0)
    order_.reset();
  else
    order_->due = now + order_->repeat;
  return *handed_;
}

}  // namespace sotto
