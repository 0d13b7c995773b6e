#include "shared/protocol/crc32c.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string_view>
#include <vector>

namespace sotto::protocol {
namespace {

std::uint32_t both(const std::vector<std::uint8_t>& bytes) {
  const auto span = std::as_bytes(std::span(bytes));
  EXPECT_EQ(crc32c(span), crc32c_portable(span));
  return crc32c(span);
}

TEST(Crc32c, OfTheUsualCheckText) {
  constexpr std::string_view kText = "123456789";
  EXPECT_EQ(both({kText.begin(), kText.end()}), 0xE3069283U);
}

TEST(Crc32c, OfNothingIsZero) { EXPECT_EQ(both({}), 0U); }

// RFC 3720, appendix B.4.
TEST(Crc32c, OfTheIscsiExamples) {
  EXPECT_EQ(both(std::vector<std::uint8_t>(32, 0x00)), 0x8A9136AAU);
  EXPECT_EQ(both(std::vector<std::uint8_t>(32, 0xFF)), 0x62A8AB43U);
  std::vector<std::uint8_t> counting(32);
  std::iota(counting.begin(), counting.end(), std::uint8_t{0});
  EXPECT_EQ(both(counting), 0x46DD794EU);
  std::ranges::reverse(counting);
  EXPECT_EQ(both(counting), 0x113FDB5CU);
  std::vector<std::uint8_t> command(48);  // an iSCSI SCSI Read (10) command
  command[0] = 0x01;
  command[1] = 0xC0;
  command[16] = 0x14;
  command[22] = 0x04;
  command[27] = 0x14;
  command[31] = 0x18;
  command[32] = 0x28;
  command[40] = 0x02;
  EXPECT_EQ(both(command), 0xD9963A56U);
}

TEST(Crc32c, IsTheSameWithAndWithoutTheProcessorsInstruction) {
  std::mt19937 random(1);
  std::vector<std::uint8_t> bytes(
      40'000);  // several rounds of the lanes that are read side by side
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  const auto all = std::as_bytes(std::span(bytes));
  for (int i = 0; i < 500; ++i) {
    const auto start = random() % 64;  // every alignment
    const auto size = i < 100 ? static_cast<std::size_t>(i) : random() % (bytes.size() - start);
    const auto part = all.subspan(start, size);
    ASSERT_EQ(crc32c(part), crc32c_portable(part)) << size << " bytes from " << start;
  }
}

TEST(Crc32c, NoticesEveryBitThatIsFlipped) {
  std::vector<std::uint8_t> bytes(40, 0x5A);
  const auto good = both(bytes);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_NE(both(bytes), good) << "bit " << bit;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  }
}

}  // namespace
}  // namespace sotto::protocol
