// Several lines or frames in one WebSocket message: each is handled as if it had come by itself.
#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;

/// A chat frame of that number, as bytes.
std::string chat_bytes(std::int64_t number) {
  protocol::FrameHeader header{};
  header.kind = protocol::kChatFrame;
  header.number = number;
  header.rows = 1;
  header.columns = 4;
  protocol::Frame made(header);
  std::ranges::fill(made.mutable_values(), 0.25F);
  made.finish();
  return std::string(made.buffer().text());
}

TEST(Joined, LinesAreHandledInOrder) {
  Trio trio;
  trio.ciphertext();
  trio.bob.frame(frame(kFeedbackKind, 0, 0));
  trio.alice.expect_frame(kFeedbackKind, 0);
  const auto line = encode(protocol::ToRelay{protocol::Done{0, 0, {}}});
  trio.bob.text(line + "\n" + line);
  EXPECT_NE(trio.bob.expect_error(ErrorCode::duplicate).find("done"), std::string::npos);
  EXPECT_EQ(trio.refused(ErrorCode::duplicate), 1);
}

TEST(Joined, FramesAreRoutedOneByOne) {
  Trio trio;
  trio.alice.binary(chat_bytes(7) + chat_bytes(8));
  for (auto* party : {&trio.bob, &trio.eve})
    for (const std::int64_t number : {7, 8})
      EXPECT_EQ(party->expect_frame(protocol::kChatFrame, 0).header().number, number);
  trio.play_step();
}

TEST(Joined, WhatFollowsAFrameAndIsNoneIsRefusedByItself) {
  Trio trio;
  trio.alice.binary(chat_bytes(7) + std::string(60, 'x'));
  EXPECT_EQ(trio.bob.expect_frame(protocol::kChatFrame, 0).header().number, 7);
  EXPECT_EQ(trio.eve.expect_frame(protocol::kChatFrame, 0).header().number, 7);
  trio.alice.expect_error(ErrorCode::bad_frame);
  EXPECT_EQ(trio.refused(ErrorCode::bad_frame), 1);
  trio.play_step();
}

TEST(Joined, ManyBadLinesEndTheConnectionLikeManyBadMessages) {
  Trio trio;
  trio.bob.text("?\n?\n?\n?\n?");
  for (int i = 0; i < 3; ++i) trio.bob.expect_error(ErrorCode::bad_json);
  trio.bob.expect_refusal(ErrorCode::too_many_violations);
  EXPECT_EQ(trio.refused(ErrorCode::bad_json), 3);
}

}  // namespace
}  // namespace sotto
