// The first numbers of a frame, as watchers and the journal get them.
#pragma once

#include "shared/room/session_event.hpp"
#include "shared/tasks/task.hpp"

namespace sotto {

/// Its first rows, each number c as int8 round(127 c).
protocol::Ciphertext ciphertext_of(const FrameTapped& tapped);

/// Whether pictures of what is on the wire show it: the frame that the task puts first. A task
/// whose party sends several would otherwise be pictured by whichever came at the time.
bool is_pictured(const FrameTapped& tapped, const Task& task);

/// Its first numbers likewise, and what belongs to the message.
protocol::Message message_of(const ChatSent& sent);

}  // namespace sotto
