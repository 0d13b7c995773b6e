// Binary messages: frames, several of them one behind the other, and what is none.
#include <algorithm>
#include <cmath>

#include "fuzz/property.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;
using protocol::Frame;

constexpr float kBound = 1;

void expect_there_and_back(const Frame& frame, const Buffer& bytes) {
  const auto& header = frame.header();
  expect(protocol::frame_bytes(header.rows, header.columns) == bytes.size(),
         "a frame has the size that its header says");
  Frame copy(header);
  std::ranges::copy(frame.values(), copy.mutable_values().begin());
  copy.finish();
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
    expect(code == ErrorCode::bad_frame, "a frame is refused with bad_frame");
    return expect_refusal(frame.error().message);
  }
  expect_there_and_back(*frame, bytes);
  expect_bounded(*frame);
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
    parse(message.part(at, first));
    at += first;
  }
  return 0;
}
