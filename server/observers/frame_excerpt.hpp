// The first numbers of a frame, as watchers and the journal get them.
#pragma once

#include "shared/room/session_event.hpp"

namespace sotto {

/// Its first rows, each number c as int8 round(127 c).
protocol::Ciphertext ciphertext_of(const FrameTapped& tapped);

/// Its first numbers likewise, and what belongs to the message.
protocol::Message message_of(const ChatSent& sent);

}  // namespace sotto
