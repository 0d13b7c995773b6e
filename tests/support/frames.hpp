// Frames and digests that are good for a test.
#pragma once

#include <algorithm>
#include <string>

#include "shared/protocol/frame.hpp"

namespace sotto {

/// A sealed frame with `value` for each of its numbers.
inline protocol::Frame frame(const protocol::FrameHeader& header, float value) {
  protocol::Frame made(header);
  std::ranges::fill(made.mutable_values(), value);
  made.finish();
  return made;
}

inline protocol::Frame frame(protocol::FrameKind kind, std::uint32_t epoch, std::int64_t step,
                             float value = 0.5F, std::uint32_t rows = 2,
                             std::uint32_t columns = 4) {
  protocol::FrameHeader header{};
  header.kind = kind;
  header.epoch = epoch;
  header.step = step;
  header.rows = rows;
  header.columns = columns;
  return frame(header, value);
}

/// A chat frame of two blocks, the `number`-th of Alice, that answers `say` (0: none).
inline protocol::Frame chat_frame(std::int64_t number, std::int64_t say = 0,
                                  std::uint32_t epoch = 0, float value = 0.5F,
                                  std::uint32_t rows = 2, std::uint32_t columns = 4) {
  protocol::FrameHeader header{};
  header.kind = protocol::kChatFrame;
  header.epoch = epoch;
  header.step = say;
  header.number = number;
  header.rows = rows;
  header.columns = columns;
  return frame(header, value);
}

/// 64 digits.
inline std::string digest(char digit) { return std::string(64, digit); }

}  // namespace sotto
