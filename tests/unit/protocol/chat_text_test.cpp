#include "shared/protocol/chat_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/protocol/limits.hpp"

namespace sotto::protocol {
namespace {

TEST(ChatBits, ComeBackAsTheSameText) {
  // N of whole bytes, of parts of bytes, and of more than the text.
  for (const std::size_t columns : {4, 6, 10, 12, 16, 18, 64, 126, 128})
    for (const std::string text : {"a", "Hello, Bob", "Grüße aus Ulm", "日本語", "line\nline"}) {
      const auto bits = chat_bits(text, columns);
      EXPECT_EQ(bits.size() % columns, 0U) << "whole rows of " << columns;
      EXPECT_LT(bits.size(), text.size() * 8 + columns) << "no row too many";
      EXPECT_EQ(chat_text(bits), text) << "N = " << columns;
    }
}

TEST(ChatBits, AreTheBytesLowestBitFirst) {
  EXPECT_EQ(chat_bits("\x05", 4), (std::vector<float>{1, -1, 1, -1, -1, -1, -1, -1}));
}

TEST(ChatBits, OfNothingAreNothing) {
  EXPECT_TRUE(chat_bits("", 16).empty());
  EXPECT_EQ(chat_text({}), "");
}

TEST(ChatBits, AreCutAtTheLimit) {
  const std::string text(kMaxChatText + 100, 'x');
  EXPECT_EQ(chat_text(chat_bits(text, 16)), text.substr(0, kMaxChatText));
}

// The longest text must fit into one chat frame for the smallest N.
TEST(ChatBits, AtTheLimitFitIntoAFrame) {
  for (const std::size_t columns : {4, 6, 128})
    EXPECT_LE(chat_bits(std::string(kMaxChatText, 'x'), columns).size() / columns, kMaxChatRows);
}

TEST(ChatText, ReadsTheSignsWhateverTheirSize) {
  EXPECT_EQ(chat_text(std::vector<float>{0.01F, -1, 1, -0.5F, -1, 0.3F, 0.9F, -1}), "e");
}

TEST(ChatText, LeavesOutZeroBytesAtTheEndOnly) {
  const std::string text("a\0b\0\0", 5);
  EXPECT_EQ(chat_text(chat_bits(text, 8)), std::string("a\0b", 3));
}

}  // namespace
}  // namespace sotto::protocol
