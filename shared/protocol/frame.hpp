// Tensor frames: the binary messages of the protocol (docs/protocol.md, "Frames").
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "shared/base/buffer.hpp"
#include "shared/protocol/fault.hpp"

namespace sotto::protocol {

/// A frame's number on the wire: chat, or one of the task's (FrameType::kind), from 1.
using FrameKind = std::uint16_t;
inline constexpr FrameKind kChatFrame = 0;

/// What stands before the values, little-endian, without padding.
struct FrameHeader {
  std::uint32_t magic;    ///< kFrameMagic
  std::uint16_t version;  ///< kProtocolVersion
  FrameKind kind;         //
  std::uint32_t epoch;    //
  std::uint32_t rows;     ///< examples B, or blocks of a chat message
  std::uint32_t columns;  ///< N
  std::uint32_t unused;   ///< 0
  std::int64_t step;      ///< of the schedule; chat: the id of the `say` it answers, or 0
  std::int64_t number;    ///< chat: the message's number in the chat key stream; else 0
  /// Of the header before it and the values: FrameSeal's. The relay passes it on unread.
  std::array<std::uint8_t, 16> tag;
};
static_assert(sizeof(FrameHeader) == 56 && std::is_trivially_copyable_v<FrameHeader>);

inline constexpr std::uint32_t kFrameMagic = 0x4F544F53;  // "SOTO"

/// Bytes of the header that the tag is of.
inline constexpr std::size_t kTaggedHeaderBytes = offsetof(FrameHeader, tag);

/// A header and rows × columns float32 values in row-major order, in one buffer.
class Frame {
 public:
  /// A frame of unset values; fill them, then finish() it. `header` gives kind, epoch, step,
  /// number, rows and columns.
  explicit Frame(const FrameHeader& header);

  /// Checks magic, version and size; shares the buffer. Whose it is, the tag tells (FrameSeal).
  /// Which kinds there are, and of which shape, is the task's to say.
  static Result<Frame> parse(const Buffer& bytes);

  const FrameHeader& header() const { return header_; }
  std::span<float> mutable_values();
  std::span<const float> values() const;

  /// Writes the header. Afterwards the buffer may be shared.
  void finish();
  /// The same with that tag, of tagged_header() and the values.
  void finish(const std::array<std::uint8_t, 16>& tag);

  /// What stands before the tag. The frame is finished.
  std::span<const std::byte> tagged_header() const {
    return buffer_.bytes().first(kTaggedHeaderBytes);
  }
  /// The values as they travel.
  std::span<const std::byte> payload() const { return buffer_.bytes().subspan(sizeof header_); }

  /// The whole message as it travels.
  const Buffer& buffer() const { return buffer_; }

 private:
  Frame(const FrameHeader& header, Buffer buffer);

  FrameHeader header_;
  Buffer buffer_;
};

/// Bytes of a frame of that shape.
constexpr std::size_t frame_bytes(std::size_t rows, std::size_t columns) {
  return sizeof(FrameHeader) + rows * columns * sizeof(float);
}

/// Bytes of the first frame of a binary message that may hold several. All of them where that
/// cannot be told or the rest is no frame: Frame::parse() says what is wrong with it.
std::size_t first_frame_bytes(std::span<const std::byte> message);

/// True when every value is finite and at most `bound` in magnitude.
bool within(std::span<const float> values, float bound);

}  // namespace sotto::protocol
