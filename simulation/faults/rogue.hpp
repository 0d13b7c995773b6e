// What a machine says that it should not: the relay's promise is that this reaches nobody.
#pragma once

#include <cstdint>

namespace sotto {

/// By number. Alice and Bob send these beside what they have to say; whoever only hears sends a
/// frame, a chat message, a command, a `done` of an old step or a second hello instead.
enum class Rogue : std::int64_t {
  twice,        ///< what it sends next goes out two times
  not_finite,   ///< before its next frame comes the same with a value that is not finite
  wrong_shape,  ///< ... with one row more
  bad_magic,    ///< ... that does not begin as a frame does
  old_epoch,    ///< before what it sends next comes the same of the epoch before
  next_epoch,   ///< ... of an epoch that has not begun
};
inline constexpr std::int64_t kRogueKinds = 6;

}  // namespace sotto
