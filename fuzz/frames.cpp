// Binary messages: frames, several of them one behind the other, and what is none.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "fuzz/property.hpp"
#include "shared/protocol/crc32c.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;
using protocol::Frame;
using protocol::FrameHeader;

constexpr float kBound = 1;

void expect_there_and_back(const Frame& frame, const Buffer& bytes) {
  const auto& header = frame.header();
  expect(protocol::frame_bytes(header.rows, header.columns) == bytes.size(),
         "a frame has the size that its header says");
  Frame copy(header);
  std::ranges::copy(frame.values(), copy.mutable_values().begin());
  copy.seal();
  expect(copy.buffer().text() == bytes.text(), "a frame made of a frame's values has its bytes");
}

void expect_bounded(const Frame& frame) {
  const bool all = std::ranges::all_of(frame.values(), [](float value) {
    return std::isfinite(value) && std::fabs(value) <= kBound;
  });
  expect(protocol::within(frame.values(), kBound) == all,
         "within() is true where every value is finite and in its bound");
}

void parse(const Buffer& bytes) {
  const auto frame = Frame::parse(bytes);
  if (!frame) {
    const auto code = frame.error().code;
    expect(code == ErrorCode::bad_frame || code == ErrorCode::bad_crc,
           "a frame is refused with bad_frame or bad_crc");
    return expect_refusal(frame.error().message);
  }
  expect_there_and_back(*frame, bytes);
  expect_bounded(*frame);
}

/// The same bytes with the checksum that belongs to them: nobody guesses one.
Buffer with_checksum(const Buffer& bytes) {
  Buffer mended(bytes.text());
  const auto all = mended.mutable_bytes();
  const auto crc = protocol::crc32c(all.subspan(sizeof(FrameHeader)));
  std::memcpy(all.data() + offsetof(FrameHeader, payload_crc), &crc, sizeof crc);
  return mended;
}

}  // namespace
}  // namespace sotto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sotto;
  const Buffer message(std::string_view(reinterpret_cast<const char*>(data), size));
  // As a connection does it (shared/transport/connection.cpp).
  for (std::size_t at = 0; at < size;) {
    const auto first = protocol::first_frame_bytes(message.bytes().subspan(at));
    expect(first > 0 && first <= size - at, "the first frame of a message is a part of it");
    const auto bytes = message.part(at, first);
    parse(bytes);
    if (first >= sizeof(protocol::FrameHeader)) parse(with_checksum(bytes));
    at += first;
  }
  return 0;
}
