#include "shared/room/chat_desk.hpp"

#include <algorithm>

#include "shared/base/durations.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;

namespace {

/// Messages that are remembered after everybody has read them, so that a second reading is known
/// for one.
constexpr std::size_t kChatsRemembered = 64;

constexpr unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }

constexpr auto kBob = bit(Role::bob);

}  // namespace

void ChatDesk::recall(const Recollection::Chat& past, Time now) {
  messages_ = past.messages;
  last_said_ = last_order_ = past.last_said;
  for (const auto& ordered : past.orders) {
    put(ordered, now);
    orders_.back().said = ordered.say.id <= past.last_said;
    last_order_ = std::max(last_order_, ordered.say.id);
  }
  for (const auto& unread : past.unread)
    chats_.push_back({.frame_number = unread.frame.header().number,
                      .number = unread.number,
                      .sent = kBob,
                      .due = kBob,
                      .kept = unread.frame});
}

// ---- Chat frames ----

std::optional<Fault> ChatDesk::refuses(const protocol::Frame& frame) {
  auto fault = faulty(frame);
  if (fault && handed_ && orders_.front().what.say.id == frame.header().step) answered();
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
  if (header.step != 0 && !(handed_ && orders_.front().what.say.id == header.step))
    return Fault{ErrorCode::out_of_turn,
                 "no say " + std::to_string(header.step) + " waits for Alice's answer"};
  if (std::ranges::count(chats_, header.number, &Chat::frame_number) > 0)
    return Fault{ErrorCode::duplicate,
                 "chat message " + std::to_string(header.number) + " was sent already"};
  return std::nullopt;
}

bool ChatDesk::was_said(const protocol::Frame& frame) const {
  const auto id = frame.header().step;
  return id != 0 && id <= last_said_ && !(handed_ && orders_.front().what.say.id == id);
}

bool ChatDesk::is_full(Role reader) const {
  const auto unread = std::ranges::count_if(
      chats_, [&](const Chat& chat) { return (chat.due & bit(reader)) != 0; });
  return static_cast<std::size_t>(unread) >= protocol::kMaxUnreadChats;
}

ChatDesk::Taken ChatDesk::take(const protocol::Frame& frame, const std::vector<Role>& readers) {
  Chat chat{frame.header().number, ++messages_};
  for (const auto reader : readers) chat.sent = chat.due |= bit(reader);
  if ((chat.due & kBob) != 0) {
    chat.kept = frame;
    chat.on_its_way = reading_;
  }
  if (chats_.size() >= kChatsRemembered) {
    const auto read = std::ranges::find(chats_, 0U, &Chat::due);
    if (read != chats_.end()) chats_.erase(read);
  }
  chats_.push_back(chat);
  Taken taken{chat.number, std::nullopt};
  if (handed_ && orders_.front().what.say.id == frame.header().step) {
    taken.text = orders_.front().what.say.text;
    answered();
  }
  return taken;
}

// ---- Bob's line ----

void ChatDesk::joins(std::optional<std::int64_t> heard) {
  if (!heard) return;
  const auto last = std::ranges::find(chats_, *heard, &Chat::frame_number);
  if (last == chats_.end()) return;
  for (auto chat = chats_.begin(); chat != std::next(last); ++chat) {
    chat->due &= ~kBob;
    chat->kept.reset();
  }
}

std::vector<protocol::Frame> ChatDesk::begin_reading() {
  reading_ = true;
  std::vector<protocol::Frame> waiting;
  for (auto& chat : chats_)
    if (chat.kept && !std::exchange(chat.on_its_way, true)) waiting.push_back(*chat.kept);
  return waiting;
}

// ---- Readings ----

protocol::Result<std::int64_t> ChatDesk::read(Role reader, const protocol::ChatDone& done) {
  const auto what = "chat message " + std::to_string(done.chat);
  const auto chat = std::ranges::find(chats_, done.chat, &Chat::frame_number);
  if (chat != chats_.end() && (chat->read & bit(reader)) != 0)
    return Fault{ErrorCode::duplicate, what + " was read already"};
  if (chat == chats_.end() || (chat->sent & bit(reader)) == 0)
    return Fault{ErrorCode::out_of_turn,
                 what + " is none that " + std::string(title(reader)) + " was sent"};
  chat->due &= ~bit(reader);
  chat->read |= bit(reader);
  if (reader == Role::bob) chat->kept.reset();
  return chat->number;
}

void ChatDesk::forget(Role party) {
  if (party == Role::alice) handed_ = false;
  if (party == Role::bob) reading_ = false;
  for (auto& chat : chats_) {
    if (party == Role::bob) chat.on_its_way = false;
    if (party == Role::eve) {
      chat.sent &= ~bit(party);
      chat.due &= ~bit(party);
    }
  }
}

// ---- What operators have Alice say ----

std::size_t ChatDesk::unsaid() const {
  return static_cast<std::size_t>(std::ranges::count(orders_, false, &Order::said));
}

SayOrdered ChatDesk::order(const std::string& text, std::int64_t repeat_ms, Time now) {
  SayOrdered ordered{{++last_order_, text}, repeat_ms};
  put(ordered, now);
  return ordered;
}

void ChatDesk::put(const SayOrdered& ordered, Time now) {
  if (!orders_.empty() && orders_.back().what.repeat_ms != 0) {
    auto& last = orders_.back();
    last.what.repeat_ms = 0;
    last.due = std::min(last.due, now);
    const bool is_handed = handed_ && orders_.size() == 1;
    if (last.said && !is_handed) orders_.pop_back();
  }
  orders_.push_back({ordered, now});
}

std::optional<Time> ChatDesk::due() const {
  if (orders_.empty() || handed_ || is_full(Role::bob)) return std::nullopt;
  return orders_.front().due;
}

protocol::Say ChatDesk::hand(Time now) {
  handed_ = true;
  orders_.front().due = now + ms(orders_.front().what.repeat_ms);
  return orders_.front().what.say;
}

void ChatDesk::answered() {
  handed_ = false;
  last_said_ = std::max(last_said_, orders_.front().what.say.id);
  orders_.front().said = true;
  if (orders_.front().what.repeat_ms == 0) orders_.pop_front();
}

}  // namespace sotto
