#include "shared/protocol/frame.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <string>

#include "shared/protocol/limits.hpp"
#include "shared/protocol/version.hpp"

namespace sotto::protocol {

static_assert(std::endian::native == std::endian::little,
              "frames are little-endian; a big-endian port must swap in finish() and parse()");

Frame::Frame(const FrameHeader& header)
    : header_(header), buffer_(frame_bytes(header.rows, header.columns)) {
  header_.magic = kFrameMagic;
  header_.version = kProtocolVersion;
}

Frame::Frame(const FrameHeader& header, Buffer buffer)
    : header_(header), buffer_(std::move(buffer)) {}

std::span<float> Frame::mutable_values() {
  // The buffer is aligned for any type and the header is a multiple of a float's size.
  return {reinterpret_cast<float*>(buffer_.mutable_bytes().data() + sizeof(FrameHeader)),
          std::size_t{header_.rows} * header_.columns};
}

std::span<const float> Frame::values() const {
  return {reinterpret_cast<const float*>(buffer_.bytes().data() + sizeof(FrameHeader)),
          std::size_t{header_.rows} * header_.columns};
}

void Frame::finish() { std::memcpy(buffer_.mutable_bytes().data(), &header_, sizeof(FrameHeader)); }

void Frame::finish(const std::array<std::uint8_t, 16>& tag) {
  header_.tag = tag;
  finish();
}

Result<Frame> Frame::parse(const Buffer& buffer) {
  const auto bad = [](std::string what) { return Fault{ErrorCode::bad_frame, std::move(what)}; };
  const auto bytes = buffer.bytes();
  if (bytes.size() < sizeof(FrameHeader))
    return bad("a frame of " + std::to_string(bytes.size()) +
               " bytes, expected a header of 56 bytes and its values");
  FrameHeader header;
  std::memcpy(&header, bytes.data(), sizeof(FrameHeader));
  if (header.magic != kFrameMagic) return bad("a frame's first 4 bytes must be 'SOTO'");
  if (header.version != kProtocolVersion)
    return bad("frame version " + std::to_string(header.version) + ", expected " +
               std::to_string(kProtocolVersion));
  if (header.unused != 0) return bad("a frame's unused bytes must be 0");
  if (header.step < 0 || header.number < 0)
    return bad("a frame's step and number must not be negative");
  if (header.rows < 1 || header.rows > kMaxFrameRows || header.columns < 1 ||
      header.columns > kMaxFrameColumns)
    return bad("a frame of " + std::to_string(header.rows) + " x " +
               std::to_string(header.columns) + " values, expected at most 65536 x 128");
  const auto expected = frame_bytes(header.rows, header.columns);
  if (bytes.size() != expected)
    return bad("a frame of " + std::to_string(bytes.size()) + " bytes, expected " +
               std::to_string(expected) + " for " + std::to_string(header.rows) + " x " +
               std::to_string(header.columns) + " values");
  return Frame(header, buffer);
}

std::size_t first_frame_bytes(std::span<const std::byte> message) {
  FrameHeader header;
  if (message.size() < sizeof header) return message.size();
  std::memcpy(&header, message.data(), sizeof header);
  if (header.rows < 1 || header.rows > kMaxFrameRows || header.columns < 1 ||
      header.columns > kMaxFrameColumns)
    return message.size();
  const auto first = frame_bytes(header.rows, header.columns);
  if (message.size() < first + sizeof header) return message.size();
  return first;
}

bool within(std::span<const float> values, float bound) {
  // Branch-free, so that the compiler vectorises it; a NaN compares false.
  unsigned good = 1;
  for (const float value : values) good &= static_cast<unsigned>(std::fabs(value) <= bound);
  return good != 0;
}

}  // namespace sotto::protocol
