#include "shared/crypto/number_stream.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <vector>

namespace sotto {
namespace {

std::vector<float> bits(const NumberStream& stream, Purpose purpose, std::int64_t number,
                        std::size_t count) {
  std::vector<float> out(count);
  stream.fill_bits(purpose, number, out);
  return out;
}

std::vector<float> uniform(const NumberStream& stream, Purpose purpose, std::int64_t number,
                           std::size_t count) {
  std::vector<float> out(count);
  stream.fill_uniform(purpose, number, out);
  return out;
}

Secret secret_of(std::uint8_t byte) {
  Secret secret;
  secret.fill(byte);
  return secret;
}

TEST(NumberStream, TheSameAddressGivesTheSameBits) {
  const auto stream = NumberStream::public_stream(7);
  const auto first = bits(stream, Purpose::plaintext, 41, 500);
  (void)bits(stream, Purpose::plaintext, 42, 500);  // the order of drawing does not matter
  EXPECT_EQ(bits(stream, Purpose::plaintext, 41, 500), first);
  EXPECT_EQ(bits(NumberStream::public_stream(7), Purpose::plaintext, 41, 500), first);
}

TEST(NumberStream, AnotherAddressGivesOtherBits) {
  const auto stream = NumberStream::public_stream(7);
  const auto first = bits(stream, Purpose::plaintext, 41, 500);
  EXPECT_NE(bits(stream, Purpose::init_eve, 41, 500), first);
  EXPECT_NE(bits(stream, Purpose::plaintext, 42, 500), first);
  EXPECT_NE(bits(stream, Purpose::plaintext, 41 + (std::int64_t{1} << 32), 500), first);
}

TEST(NumberStream, AnotherSeedOrSecretGivesOtherBits) {
  const auto seven = bits(NumberStream::public_stream(7), Purpose::plaintext, 0, 500);
  EXPECT_NE(bits(NumberStream::public_stream(8), Purpose::plaintext, 0, 500), seven);
  EXPECT_NE(
      bits(NumberStream::public_stream(7 + (std::int64_t{1} << 32)), Purpose::plaintext, 0, 500),
      seven);
  const auto ones = bits(NumberStream::secret_stream(secret_of(1)), Purpose::key, 0, 500);
  EXPECT_NE(bits(NumberStream::secret_stream(secret_of(2)), Purpose::key, 0, 500), ones);
}

// Who knows the public seed must not know anything of a secret that spells the same bytes.
TEST(NumberStream, PublicAndSecretStreamsHaveNothingInCommon) {
  Secret seven{};
  seven[0] = 7;
  EXPECT_NE(bits(NumberStream::secret_stream(seven), Purpose::key, 0, 500),
            bits(NumberStream::public_stream(7), Purpose::key, 0, 500));
}

// Draws longer than the chunk of 1,024 bytes (8,192 bits, 256 numbers) go on without a seam.
TEST(NumberStream, AShorterDrawIsThePrefixOfALongerOne) {
  const auto stream = NumberStream::public_stream(1);
  const auto long_bits = bits(stream, Purpose::plaintext, 3, 3 * 8192 + 5);
  for (const std::size_t count : {1, 7, 8, 9, 8191, 8192, 8193, 2 * 8192})
    EXPECT_TRUE(std::ranges::equal(bits(stream, Purpose::plaintext, 3, count),
                                   std::span(long_bits).first(count)))
        << count << " bits";
  const auto long_numbers = uniform(stream, Purpose::init_eve, 3, 3 * 256 + 5);
  for (const std::size_t count : {1, 255, 256, 257, 512})
    EXPECT_TRUE(std::ranges::equal(uniform(stream, Purpose::init_eve, 3, count),
                                   std::span(long_numbers).first(count)))
        << count << " numbers";
}

TEST(NumberStream, NoChunkRepeatsAnother) {
  const auto drawn = bits(NumberStream::public_stream(1), Purpose::plaintext, 0, 3 * 8192);
  const std::span all(drawn);
  EXPECT_FALSE(std::ranges::equal(all.first(8192), all.subspan(8192, 8192)));
  EXPECT_FALSE(std::ranges::equal(all.subspan(8192, 8192), all.last(8192)));
}

TEST(NumberStream, BitsAreMinusOneAndPlusOneAboutEquallyOften) {
  const auto drawn = bits(NumberStream::public_stream(1), Purpose::plaintext, 0, 100'000);
  EXPECT_TRUE(std::ranges::all_of(drawn, [](float b) { return b == 1.0F || b == -1.0F; }));
  // Six standard deviations of a fair coin.
  EXPECT_LT(std::abs(std::accumulate(drawn.begin(), drawn.end(), 0.0)), 6 * 316.3);
}

TEST(NumberStream, UniformNumbersLieBetweenMinusOneAndOne) {
  const auto drawn = uniform(NumberStream::public_stream(1), Purpose::init_eve, 0, 100'000);
  EXPECT_TRUE(std::ranges::all_of(drawn, [](float u) { return u >= -1.0F && u < 1.0F; }));
  const auto mean = std::accumulate(drawn.begin(), drawn.end(), 0.0) / 100'000;
  EXPECT_LT(std::abs(mean), 6 * 0.577 / 316.3);
  EXPECT_LT(*std::ranges::min_element(drawn), -0.999F);
  EXPECT_GT(*std::ranges::max_element(drawn), 0.999F);
}

TEST(NumberStream, NormalNumbersHaveTheMomentsAndTailsOfTheNormalDistribution) {
  constexpr std::size_t kCount = 100'000;
  std::vector<float> drawn(kCount);
  NumberStream::public_stream(1).fill_normal(Purpose::noise, 0, drawn);
  const auto share = [&](double beyond) {
    return static_cast<double>(std::ranges::count_if(drawn, [&](float x) { return x > beyond; })) /
           kCount;
  };
  const auto mean = std::accumulate(drawn.begin(), drawn.end(), 0.0) / kCount;
  const auto square =
      std::inner_product(drawn.begin(), drawn.end(), drawn.begin(), 0.0) / kCount - mean * mean;
  // Six standard deviations of each.
  EXPECT_LT(std::abs(mean), 6 / 316.3);
  EXPECT_LT(std::abs(square - 1), 6 * 1.42 / 316.3);
  // Between the quarters that are drawn: the normal distribution has so much beyond.
  EXPECT_NEAR(share(1.125), 0.1303, 0.007);
  EXPECT_NEAR(share(2.125), 0.0168, 0.003);
  EXPECT_TRUE(std::ranges::all_of(drawn, [](float x) { return 4 * x == std::round(4 * x); }));
}

TEST(NumberStream, AShorterDrawOfNormalNumbersIsThePrefixOfALongerOne) {
  const auto stream = NumberStream::public_stream(1);
  std::vector<float> all(3 * 128 + 5);
  stream.fill_normal(Purpose::noise, 3, all);
  for (const std::size_t count : {1, 127, 128, 129}) {
    std::vector<float> some(count);
    stream.fill_normal(Purpose::noise, 3, some);
    EXPECT_TRUE(std::ranges::equal(some, std::span(all).first(count))) << count << " numbers";
  }
}

TEST(NumberStream, AnEmptyDrawIsNothing) {
  EXPECT_TRUE(bits(NumberStream::public_stream(1), Purpose::plaintext, 0, 0).empty());
  EXPECT_TRUE(uniform(NumberStream::public_stream(1), Purpose::plaintext, 0, 0).empty());
}

// The documented construction, done by hand: BLAKE2b key, purpose and number as the nonce, ChaCha20
// (RFC 8439) from block 0, lowest bit first. Another program must be able to draw the same numbers.
TEST(NumberStream, IsChaCha20UnderTheDocumentedKeyAndNonce) {
  constexpr std::string_view kContext = "sotto public stream v1";
  const std::array<unsigned char, 8> seed{7};
  std::array<unsigned char, 32> key;
  crypto_generichash(key.data(), key.size(),
                     reinterpret_cast<const unsigned char*>(kContext.data()), kContext.size(),
                     seed.data(), seed.size());
  const std::array<unsigned char, 12> nonce{1, 0, 0, 0, /*number:*/ 0x02, 0x01};
  std::array<unsigned char, 200> keystream;
  crypto_stream_chacha20_ietf(keystream.data(), keystream.size(), nonce.data(), key.data());

  const auto drawn = bits(NumberStream::public_stream(7), Purpose::plaintext, 0x0102, 1600);
  for (std::size_t i = 0; i < drawn.size(); ++i)
    ASSERT_EQ(drawn[i], (keystream[i / 8] >> (i % 8) & 1) != 0 ? 1.0F : -1.0F) << "bit " << i;
  const auto numbers = uniform(NumberStream::public_stream(7), Purpose::plaintext, 0x0102, 50);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto whole = keystream[4 * i] | keystream[4 * i + 1] << 8 | keystream[4 * i + 2] << 16;
    ASSERT_EQ(numbers[i], static_cast<float>(whole) / 8388608.0F - 1.0F) << "number " << i;
  }
}

// RFC 8439, section 2.4.2: what the library calls ChaCha20 is what the RFC calls so.
TEST(NumberStream, LibsodiumAgreesWithRfc8439) {
  std::array<unsigned char, 32> key;
  std::iota(key.begin(), key.end(), static_cast<unsigned char>(0));
  const std::array<unsigned char, 12> nonce{0, 0, 0, 0, 0, 0, 0, 0x4a};
  constexpr std::string_view kText = "Ladies and Gentlemen";
  std::array<unsigned char, 20> out;
  crypto_stream_chacha20_ietf_xor_ic(out.data(),
                                     reinterpret_cast<const unsigned char*>(kText.data()),
                                     kText.size(), nonce.data(), 1, key.data());
  const std::array<unsigned char, 20> expected{0x6e, 0x2e, 0x35, 0x9a, 0x25, 0x68, 0xf9,
                                               0x80, 0x41, 0xba, 0x07, 0x28, 0xdd, 0x0d,
                                               0x69, 0x81, 0xe9, 0x7e, 0x7a, 0xec};
  EXPECT_EQ(out, expected);
}

}  // namespace
}  // namespace sotto
