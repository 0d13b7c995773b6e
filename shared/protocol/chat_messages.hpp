// Messages beside the steps: what an operator has Alice say, and what Bob and Eve read of a chat
// frame.
#pragma once

#include "shared/protocol/step_messages.hpp"

namespace sotto::protocol {

/// An operator wants this sent. Alice's chat frame names the id.
struct Say {
  std::int64_t id = 0;
  std::string text;
  bool operator==(const Say&) const = default;
};

template <>
struct Table<Say> {
  static constexpr auto name = "Say";
  static constexpr MessageInfo info{"say", "relay", "Alice", "an operator wants this sent"};
  static constexpr auto fields =
      std::tuple(field("id", &Say::id, Integer{1}, "her chat frame has it as its `step`"),
                 field("text", &Say::text, Text{kMaxChatText}, "what she encrypts"));
};

/// "This is what I make of that chat message."
struct ChatDone {
  std::uint32_t epoch = 0;
  std::int64_t chat = 0;
  std::string reading;
  bool operator==(const ChatDone&) const = default;
};

template <>
struct Table<ChatDone> {
  static constexpr auto name = "ChatDone";
  static constexpr MessageInfo info{"chat_done", "Bob, Eve", "relay",
                                    "what they make of a chat message, once each"};
  static constexpr auto fields =
      std::tuple(field("epoch", &ChatDone::epoch, kEpoch, "the sender's present one"),
                 field("chat", &ChatDone::chat, kChatNumber, "the chat frame's number"),
                 field("reading", &ChatDone::reading, Bytes{kMaxChatText}, "the text as bytes"));
};

}  // namespace sotto::protocol
