// What a Room wants done: the shell around it does it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "shared/protocol/frame.hpp"
#include "shared/protocol/messages.hpp"
#include "shared/room/session_event.hpp"

namespace sotto {

/// A connection, as the Room knows it.
using MemberId = std::uint64_t;

struct Send {
  MemberId to;
  std::variant<protocol::FromRelay, protocol::Frame> message;
};

/// Close the connection. The Room has already forgotten the member.
struct Close {
  MemberId to;
  std::uint16_t code;
  std::string reason;
};

/// A line for the log.
struct LogLine {
  bool warning;
  std::string text;
};

using Action = std::variant<Send, Close, LogLine, SessionEvent>;
using Actions = std::vector<Action>;

}  // namespace sotto
