// Frames and digests that are good for a test.
#pragma once

#include <algorithm>
#include <string>

#include "shared/protocol/frame.hpp"

namespace sotto {

/// A sealed frame with `value` for each of its numbers.
inline protocol::Frame frame(protocol::FrameKind kind, std::uint32_t epoch, std::int64_t step,
                             float value = 0.5F, std::uint32_t rows = 2,
                             std::uint32_t columns = 4) {
  protocol::FrameHeader header{};
  header.kind = kind;
  header.epoch = epoch;
  header.step = step;
  header.rows = rows;
  header.columns = columns;
  protocol::Frame made(header);
  std::ranges::fill(made.mutable_values(), value);
  made.seal();
  return made;
}

/// 64 digits.
inline std::string digest(char digit) { return std::string(64, digit); }

}  // namespace sotto
