#include "shared/protocol/base64.hpp"

#include <gtest/gtest.h>

namespace sotto::protocol {
namespace {

// RFC 4648, section 10.
TEST(Base64, IsThatOfTheStandard) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, GoesThereAndBack) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(to_base64(bytes).size(), base64_size(bytes.size()));
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64, TextThatIsNoneGivesNothing) {
  for (const auto* text : {"Z", "Zg", "Zg=", "Zg===", "Z g==", "Zg==\n", "_w==", "????",
                           "Zh==", "\xFF\xFF\xFF\xFF", "Zg=\xBD", "Z\u00FCg"})
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

}  // namespace
}  // namespace sotto::protocol
