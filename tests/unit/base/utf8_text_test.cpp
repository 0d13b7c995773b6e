#include "shared/base/utf8_text.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(Utf8, IsToldFromOtherBytes) {
  for (const std::string text : {"", "Hello", "Grüße, 日本語 🙂", "a\nb\x1B", "\uFFFD"})
    EXPECT_TRUE(is_utf8(text)) << text;
  EXPECT_TRUE(is_utf8(std::string("a\0b", 3)));
  for (const std::string bytes : {"\xFF", "\xC3", "\xED\xA0\x80", "\xC0\x80", "Gr\xFC\xDF"})
    EXPECT_FALSE(is_utf8("a" + bytes)) << bytes;
}

TEST(Printable, LeavesGoodTextAlone) {
  for (const std::string text :
       {"", "Hello", "Grüße, 日本語 🙂", "quotes \" and \\ and / stay"})
    EXPECT_EQ(printable(text), text);
}

TEST(Printable, HasNoControlCharacters) {
  EXPECT_EQ(printable("a\nb\tc\x1B[31md\x7F"), "a\uFFFDb\uFFFDc\uFFFD[31md\uFFFD");
  EXPECT_EQ(printable(std::string("\0", 1)), "\uFFFD");
}

// U+0080 to U+009F are control characters as well: a terminal takes U+009B for ESC [.
TEST(Printable, HasNoControlCharactersOfTwoBytesEither) {
  EXPECT_EQ(printable("a\u009B31mb\u0080c\u009Fd"), "a\uFFFD31mb\uFFFDc\uFFFDd");
  EXPECT_EQ(printable("\u00A0\u00E9"), "\u00A0\u00E9") << "what follows them is text";
}

TEST(Printable, DoesNotTurnTheDirectionOfWriting) {
  EXPECT_EQ(printable("pay \u202E001\u202C now"), "pay \uFFFD001\uFFFD now");
  EXPECT_EQ(printable("\u061C\u200F\u2066a\u2069"), "\uFFFD\uFFFD\uFFFDa\uFFFD");
}

TEST(Printable, PutsAMarkWhereBytesAreNotUtf8) {
  for (const std::string bytes : {"\xFF", "\xC3", "\xED\xA0\x80", "\xC0\x80"}) {
    const auto text = printable("a" + bytes + "b");
    EXPECT_TRUE(text.starts_with("a\uFFFD")) << text;
    EXPECT_TRUE(text.ends_with("b")) << text;
  }
}

TEST(Excerpt, IsPrintableAndShort) {
  EXPECT_EQ(excerpt("meet me"), "meet me");
  EXPECT_EQ(excerpt("a\x1B[31m\xFF"), "a\uFFFD[31m\uFFFD");
  EXPECT_EQ(excerpt(std::string(40, 'a')), std::string(40, 'a'));
  EXPECT_EQ(excerpt(std::string(41, 'a')), std::string(40, 'a') + "...");
  EXPECT_EQ(in_quotes("meet me"), "'meet me'");
}

TEST(Excerpt, CutsNoCharacterInTwo) {
  EXPECT_EQ(excerpt(std::string(39, 'a') + "\u00FC and more"), std::string(39, 'a') + "...");
  EXPECT_EQ(excerpt(std::string(60, '\x80')), "...");
}

}  // namespace
}  // namespace sotto
