#include "alice_client/bit_sensitivity.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

/// Sends the plaintext, with its first bit turned by the first of the key.
void encrypt_first_bit(const torch::Tensor& plaintext, const torch::Tensor& key,
                       torch::Tensor& ciphertext) {
  ciphertext.copy_(plaintext);
  ciphertext.select(1, 0).mul_(key.select(1, 0));
}

torch::Tensor bits_of(std::int64_t rows, std::int64_t columns) {
  return torch::randint(0, 2, {rows, columns}).to(torch::kFloat32) * 2 - 1;
}

TEST(BitSensitivity, ShowsWhichBitsANumberIsMadeFrom) {
  torch::manual_seed(1);
  const auto plaintext = bits_of(40, 4);
  const auto key = bits_of(40, 4);
  auto ciphertext = torch::empty({40, 4});
  encrypt_first_bit(plaintext, key, ciphertext);

  const auto bytes = bit_sensitivity(plaintext, key, ciphertext, encrypt_first_bit);

  ASSERT_EQ(bytes.size(), 8U * 4U);
  for (std::size_t bit = 0; bit < 8; ++bit)
    for (std::size_t number = 0; number < 4; ++number) {
      const bool plain = bit == number;
      const bool keyed = bit == 4 && number == 0;
      EXPECT_EQ(static_cast<unsigned char>(bytes[bit * 4 + number]), plain || keyed ? 255 : 0)
          << "bit " << bit << ", number " << number;
    }
}

TEST(BitSensitivity, IsMeasuredOnTheExamplesThatThereAre) {
  const auto plaintext = bits_of(1, 4);
  const auto key = bits_of(1, 4);
  auto ciphertext = torch::empty({1, 4});
  std::int64_t rows = 0;
  const auto half = [&](const torch::Tensor& p, const torch::Tensor&, torch::Tensor& c) {
    rows = p.size(0);
    c.copy_(p * 0.5);
  };
  half(plaintext, key, ciphertext);

  const auto bytes = bit_sensitivity(plaintext, key, ciphertext, half);

  EXPECT_EQ(rows, 8) << "one example, once for each of 8 bits";
  EXPECT_EQ(static_cast<unsigned char>(bytes[0]), 128) << "from -0.5 to 0.5 is half of the range";
}

}  // namespace
}  // namespace sotto
