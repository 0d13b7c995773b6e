#include "shared/protocol/frame.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "shared/session/session_config.hpp"
#include "tests/support/frames.hpp"

namespace sotto::protocol {
namespace {

/// Two of a task's.
constexpr FrameKind kCiphertextKind = 1;
constexpr FrameKind kFeedbackKind = 2;

Frame sample() {
  FrameHeader header{};
  header.kind = kFeedbackKind;
  header.epoch = 3;
  header.rows = 2;
  header.columns = 4;
  header.step = 1204;
  Frame frame(header);
  for (std::size_t i = 0; i < 8; ++i) frame.mutable_values()[i] = static_cast<float>(i) - 3.5F;
  frame.finish({7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9});
  return frame;
}

/// The sample's bytes with one header field overwritten.
template <class Field>
Buffer with(std::size_t offset, Field value) {
  const auto good = sample();
  Buffer bytes(good.buffer().text());
  std::memcpy(bytes.mutable_bytes().data() + offset, &value, sizeof value);
  return bytes;
}

void expect_fault(const Buffer& bytes, ErrorCode code, const std::string& about) {
  const auto result = Frame::parse(bytes);
  ASSERT_FALSE(result) << "accepted, expected a fault about " << about;
  const auto wrong = result.error();
  EXPECT_EQ(wrong.code, code) << wrong.message;
  EXPECT_NE(wrong.message.find(about), std::string::npos) << wrong.message;
}

TEST(Frame, ArrivesAsItWasFinished) {
  const auto sent = sample();
  const auto result = Frame::parse(Buffer(sent.buffer().text()));
  ASSERT_TRUE(result);
  const auto& got = *result;
  EXPECT_EQ(got.header().kind, kFeedbackKind);
  EXPECT_EQ(got.header().epoch, 3U);
  EXPECT_EQ(got.header().step, 1204);
  EXPECT_EQ(got.header().number, 0);
  EXPECT_EQ(got.header().rows, 2U);
  EXPECT_EQ(got.header().columns, 4U);
  EXPECT_TRUE(std::ranges::equal(got.values(), sent.values()));
}

// The layout is the protocol's: another program reads it byte by byte.
TEST(Frame, HasTheDocumentedLayout) {
  const auto frame = sample();
  const auto bytes = frame.buffer().bytes();
  ASSERT_EQ(bytes.size(), 56U + 8 * 4);
  EXPECT_EQ(frame.buffer().text().substr(0, 4), "SOTO");
  const auto byte = [&](std::size_t at) { return std::to_integer<int>(bytes[at]); };
  EXPECT_EQ(byte(4), kProtocolVersion);
  EXPECT_EQ(byte(6), 2);                      // kind: the task's feedback
  EXPECT_EQ(byte(8), 3);                      // epoch
  EXPECT_EQ(byte(12), 2);                     // rows
  EXPECT_EQ(byte(16), 4);                     // columns
  EXPECT_EQ(byte(24) | byte(25) << 8, 1204);  // step
  EXPECT_EQ(byte(32), 0);                     // number
  EXPECT_EQ(byte(20), 0);                     // unused
  EXPECT_EQ(byte(40), 7);                     // the tag's first byte
  EXPECT_EQ(byte(55), 9);                     // and its last
  float value = 0;
  std::memcpy(&value, bytes.data() + 56, sizeof value);
  EXPECT_EQ(value, -3.5F);
}

TEST(Frame, SharesTheBytesItCameIn) {
  const Buffer bytes(sample().buffer().text());
  const auto result = Frame::parse(bytes);
  EXPECT_EQ(result->buffer().bytes().data(), bytes.bytes().data());
}

TEST(Frame, ValuesAreAlignedForFloats) {
  const auto frame = sample();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(frame.values().data()) % alignof(float), 0U);
}

TEST(Frame, TooShortForAHeaderIsRefused) {
  const std::string bytes(sample().buffer().text());
  for (const std::size_t size : {0, 1, 4, 55})
    expect_fault(Buffer(std::string_view(bytes).substr(0, size)), ErrorCode::bad_frame, "56 bytes");
}

TEST(Frame, OfAnotherMagicOrVersionIsRefused) {
  expect_fault(with<std::uint32_t>(0, 0x534F544F), ErrorCode::bad_frame, "SOTO");
  for (std::uint16_t version = 0; version <= kProtocolVersion + 1; ++version)
    if (version != kProtocolVersion)
      expect_fault(with(4, version), ErrorCode::bad_frame, "version " + std::to_string(version));
}

// Which kinds there are is the task's to say.
TEST(Frame, OfAnyKindIsAFrame) {
  for (const std::uint16_t kind : {0, 3, 0xFFFF}) {
    const auto result = Frame::parse(with<std::uint16_t>(6, kind));
    ASSERT_TRUE(result) << kind;
    EXPECT_EQ(result->header().kind, kind);
  }
}

TEST(Frame, WhoseSizeIsNotItsShapesIsRefused) {
  const std::string bytes(sample().buffer().text());
  expect_fault(Buffer(bytes + '\0'), ErrorCode::bad_frame, "89 bytes");
  expect_fault(Buffer(std::string_view(bytes).substr(0, 87)), ErrorCode::bad_frame, "87 bytes");
  expect_fault(with<std::uint32_t>(12, 3), ErrorCode::bad_frame, "3 x 4");
  expect_fault(with<std::uint32_t>(16, 5), ErrorCode::bad_frame, "2 x 5");
}

// rows × columns × 4 must not wrap round to the size the message has.
TEST(Frame, OfEnormousShapeIsRefusedBeforeItsSizeIsComputed) {
  expect_fault(with<std::uint32_t>(12, 0xFFFFFFFF), ErrorCode::bad_frame, "65536 x 128");
  expect_fault(with<std::uint32_t>(12, 0x40000002), ErrorCode::bad_frame, "65536 x 128");
  expect_fault(with<std::uint32_t>(16, 0x80000004), ErrorCode::bad_frame, "65536 x 128");
  expect_fault(with<std::uint32_t>(12, kMaxMinibatch + 1), ErrorCode::bad_frame, "65536 x 128");
  expect_fault(with<std::uint32_t>(16, kMaxBits + 1), ErrorCode::bad_frame, "65536 x 128");
}

TEST(Frame, WithoutValuesIsRefused) {
  expect_fault(with<std::uint32_t>(12, 0), ErrorCode::bad_frame, "0 x 4");
  expect_fault(with<std::uint32_t>(16, 0), ErrorCode::bad_frame, "2 x 0");
}

TEST(Frame, OfANegativeStepOrNumberIsRefused) {
  expect_fault(with<std::int64_t>(24, -1), ErrorCode::bad_frame, "negative");
  expect_fault(with<std::int64_t>(32, std::numeric_limits<std::int64_t>::min()),
               ErrorCode::bad_frame, "negative");
}

TEST(Frame, WhoseUnusedBytesAreSetIsRefused) {
  expect_fault(with<std::uint32_t>(20, 1), ErrorCode::bad_frame, "unused");
}

// Whoever has no key can only look at its form.
TEST(Frame, OfAnyTagIsAFrame) { EXPECT_TRUE(Frame::parse(with<std::uint64_t>(40, 0xFFFF))); }

TEST(FirstFrameBytes, TellsFramesOfOneMessageApart) {
  const auto one = frame(kCiphertextKind, 0, 0);
  const auto other = frame(kCiphertextKind, 0, 1, 0.5F, 3, 4);
  const auto both = std::string(one.buffer().text()) + std::string(other.buffer().text());
  const auto bytes = std::as_bytes(std::span(both));
  EXPECT_EQ(first_frame_bytes(bytes), one.buffer().size());
  EXPECT_EQ(first_frame_bytes(bytes.subspan(one.buffer().size())), other.buffer().size());
}

TEST(FirstFrameBytes, LeavesWhatIsNoFrameInOnePiece) {
  const std::string junk(100, 'x');
  EXPECT_EQ(first_frame_bytes(std::as_bytes(std::span(junk))), 100U);
  const auto cut = std::string(frame(kChatFrame, 0, 0).buffer().text()).substr(0, 70);
  EXPECT_EQ(first_frame_bytes(std::as_bytes(std::span(cut))), 70U);
  EXPECT_EQ(first_frame_bytes({}), 0U);
}

TEST(Within, HoldsUpToTheBoundItself) {
  const std::array good{-1.0F, 1.0F, 0.0F, -0.0F, std::numeric_limits<float>::denorm_min()};
  EXPECT_TRUE(within(good, 1.0F));
  EXPECT_TRUE(within({}, 1.0F));
}

TEST(Within, FailsForOneBadValueAnywhere) {
  const auto beyond = std::nextafter(1.0F, 2.0F);
  for (const float bad : {beyond, -beyond, NAN, -NAN, INFINITY, -INFINITY, 2e4F})
    for (std::size_t at = 0; at < 19; ++at) {  // wherever in a vector register it stands
      std::array<float, 19> values{};
      values[at] = bad;
      EXPECT_FALSE(within(values, 1.0F)) << bad << " at " << at;
    }
}

}  // namespace
}  // namespace sotto::protocol
