// The Room's messages beside the steps: Alice's chat, what Bob and Eve read, and what operators
// have her say.
#include <algorithm>

#include "shared/base/durations.hpp"
#include "shared/room/room.hpp"
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

std::optional<Fault> Room::refuses_chat(Role role, const protocol::Frame& frame) const {
  const auto& header = frame.header();
  // It belongs to no step, so that of an epoch which is over it is as good as ever.
  if (header.epoch > epoch_) return misplaced(header.epoch, header.step);
  if (role != Role::alice)
    return Fault{ErrorCode::wrong_role,
                 "chat comes from Alice, not from " + std::string(title(role))};
  if (header.rows > protocol::kMaxChatRows || header.columns != config_.bits)
    return Fault{ErrorCode::wrong_shape, "a chat frame of " + std::to_string(header.rows) + " x " +
                                             std::to_string(header.columns) +
                                             ", expected at most 4096 x " +
                                             std::to_string(config_.bits)};
  if (!protocol::within(frame.values(), protocol::kMaxCiphertext))
    return Fault{ErrorCode::not_finite, "a chat frame's values must be from -1 to 1"};
  if (header.step != 0 && !(handed_ && handed_->id == header.step))
    return Fault{ErrorCode::out_of_turn,
                 "no say " + std::to_string(header.step) + " waits for Alice's answer"};
  if (std::ranges::count(chats_, header.number, &Chat::frame_number) > 0)
    return Fault{ErrorCode::duplicate,
                 "chat message " + std::to_string(header.number) + " was sent already"};
  return std::nullopt;
}

void Room::chat(Time now, const protocol::Frame& frame, Actions& out) {
  Message message{.number = ++messages_,
                  .say = frame.header().step,
                  .t = since_begin(now),
                  .step = step_,
                  .frame = frame,
                  .text = std::nullopt};
  Chat chat{frame.header().number, message.number, 0, 0};
  for (const auto role : {Role::bob, Role::eve}) {
    if (!present(role) || (role == Role::eve && eve_owes_)) continue;
    if (unread_by(role) >= protocol::kMaxUnreadChats) {
      out.push_back(Note{true, std::string(title(role)) +
                                   " has not read the last messages and does not get this one"});
      continue;
    }
    chat.due |= bit(role);
    out.push_back(Send{*seat(role).member, frame});
  }
  if (chats_.size() >= kChatsRemembered) {
    const auto read = std::ranges::find(chats_, 0U, &Chat::due);
    if (read != chats_.end()) chats_.erase(read);
  }
  chats_.push_back(chat);
  event(now, EventKind::message,
        "Alice sends a message of " + std::to_string(frame.header().rows) + " blocks", out);
  if (handed_ && handed_->id == message.say) {
    message.text = handed_->text;
    handed_.reset();
  }
  out.push_back(Tell{std::move(message)});
  hand_say(now, out);
}

std::size_t Room::unread_by(Role role) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(chats_, [&](const Chat& chat) { return (chat.due & bit(role)) != 0; }));
}

void Room::reading(Time now, Role role, const protocol::Reading& reading, Actions& out) {
  if (!before_finish(state_)) return;
  const auto what = "chat message " + std::to_string(reading.chat);
  const auto refuse_it = [&](ErrorCode code, std::string why) {
    violation(now, role, {code, std::move(why)}, out);
  };
  if (role == Role::alice)
    return refuse_it(ErrorCode::wrong_role, "readings come from Bob and Eve, not from Alice");
  if (reading.epoch > epoch_)
    return refuse_it(ErrorCode::wrong_epoch, "epoch " + std::to_string(reading.epoch) +
                                                 " has not begun, now is " +
                                                 std::to_string(epoch_));
  const auto chat = std::ranges::find(chats_, reading.chat, &Chat::frame_number);
  if (chat != chats_.end() && (chat->read & bit(role)) != 0)
    return refuse_it(ErrorCode::duplicate, what + " was read already");
  if (chat == chats_.end() || (chat->due & bit(role)) == 0)
    return refuse_it(ErrorCode::out_of_turn,
                     what + " is none that " + std::string(title(role)) + " was sent");
  chat->due &= ~bit(role);
  chat->read |= bit(role);
  out.push_back(Tell{ChatReading{.number = chat->number,
                                 .role = role,
                                 .t = since_begin(now),
                                 .step = step_,
                                 .bytes = reading.bytes}});
}

/// `role` is gone: what it was sent is nobody's to read any more.
void Room::forget_chats(Role role) {
  for (auto& chat : chats_) chat.due &= ~bit(role);
  if (role == Role::alice) handed_.reset();
}

std::optional<Fault> Room::say(Time now, const protocol::Command& order, Actions& out) {
  if (order.repeat_ms == 0 && !present(Role::alice))
    return Fault{ErrorCode::out_of_turn, "Alice is not connected, nobody can send it"};
  say_ = Order{{++last_say_, order.text}, order.repeat_ms, now};
  event(now, EventKind::control,
        "Alice is to say something of " + std::to_string(order.text.size()) + " bytes" +
            (order.repeat_ms == 0 ? std::string()
                                  : " every " + std::to_string(order.repeat_ms) + " ms"),
        out);
  hand_say(now, out);
  return std::nullopt;
}

/// One at a time: the next is handed to her once she has sent the last, so that none pile up where
/// she is slow.
std::optional<Time> Room::say_due() const {
  if (!say_ || handed_ || !present(Role::alice) || !before_finish(state_)) return std::nullopt;
  return say_->due;
}

void Room::hand_say(Time now, Actions& out) {
  const auto due = say_due();
  if (!due || now < *due) return;
  handed_ = say_->say;
  out.push_back(Send{*seat(Role::alice).member, protocol::FromRelay{*handed_}});
  if (say_->repeat_ms == 0)
    say_.reset();
  else
    say_->due = now + ms(say_->repeat_ms);
}

}  // namespace sotto
