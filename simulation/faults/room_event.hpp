// What a Room was told, as those hear it who watch over it.
#pragma once

#include <variant>

#include "shared/room/room.hpp"

namespace sotto {

struct Joined {
  MemberId member;
  const protocol::Hello& hello;
};
struct Left {
  MemberId member;
};
struct Said {
  MemberId member;
  const protocol::ToRelay& message;
};
struct Framed {
  MemberId member;
  const protocol::Frame& frame;
};
/// Bytes that are no message.
struct Garbled {
  MemberId member;
};
struct Ordered {
  const protocol::Command& command;
  const protocol::CommandResult& result;
};
struct Ticked {};
/// The Room is another one, and goes on with what was kept.
struct Returned {
  const Recollection& past;
};

using RoomEvent = std::variant<Joined, Left, Said, Framed, Garbled, Ordered, Ticked, Returned>;

}  // namespace sotto
