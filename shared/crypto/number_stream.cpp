#include "shared/crypto/number_stream.hpp"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sotto {
namespace {

constexpr std::string_view kPublicContext = "sotto public stream v1";
constexpr std::string_view kSecretContext = "sotto secret stream v1";
constexpr std::string_view kMeetingContext = "sotto meeting stream v1";

/// Bytes drawn at a time: small enough for the stack and the first-level cache.
constexpr std::size_t kChunk = 1024;

std::array<std::uint8_t, 32> derive(std::string_view context, std::span<const std::uint8_t> from) {
  std::array<std::uint8_t, 32> key{};
  if (crypto_generichash(key.data(), key.size(),
                         reinterpret_cast<const unsigned char*>(context.data()), context.size(),
                         from.data(), from.size()) != 0)
    throw std::logic_error("a stream's key cannot be made of so many bytes");
  return key;
}

using Nonce = std::array<std::uint8_t, crypto_stream_chacha20_ietf_NONCEBYTES>;

Nonce nonce_of(std::uint32_t p, std::int64_t number) {
  Nonce bytes{};
  const auto n = static_cast<std::uint64_t>(number);
  for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<std::uint8_t>(p >> (8 * i));
  for (std::size_t i = 0; i < 8; ++i) bytes[4 + i] = static_cast<std::uint8_t>(n >> (8 * i));
  return bytes;
}

Nonce nonce(Purpose purpose, std::int64_t number) {
  return nonce_of(static_cast<std::uint32_t>(purpose), number);
}

/// The eight bits of each byte, lowest first, as -1 and +1: a minibatch is made of whole bytes.
using BitsOfBytes = std::array<std::array<float, 8>, 256>;
const BitsOfBytes& bits_of_bytes() {
  static const BitsOfBytes table = [] {
    BitsOfBytes made;
    for (std::size_t byte = 0; byte < made.size(); ++byte)
      for (std::size_t bit = 0; bit < 8; ++bit)
        made[byte][bit] = (byte >> bit & 1) != 0 ? 1.0F : -1.0F;
    return made;
  }();
  return table;
}

/// Calls take(chunk of keystream) until it says that it has enough.
template <class Take>
void draw(const std::array<std::uint8_t, 32>& key, Purpose purpose, std::int64_t number,
          std::size_t bytes, Take&& take) {
  static_assert(kChunk % 64 == 0, "chunks start at whole ChaCha20 blocks");
  const auto n = nonce(purpose, number);
  std::array<std::uint8_t, kChunk> chunk;
  for (std::size_t at = 0; at < bytes; at += kChunk) {
    const auto count = std::min(kChunk, bytes - at);
    std::memset(chunk.data(), 0, count);
    crypto_stream_chacha20_ietf_xor_ic(chunk.data(), chunk.data(), count, n.data(),
                                       static_cast<std::uint32_t>(at / 64), key.data());
    take(at, std::span<const std::uint8_t>(chunk.data(), count));
  }
}

}  // namespace

NumberStream::NumberStream(const Key& key) : key_(key) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium could not start");
}

NumberStream NumberStream::public_stream(std::int64_t seed) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < 8; ++i)
    bytes[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(seed) >> (8 * i));
  return NumberStream(derive(kPublicContext, bytes));
}

NumberStream NumberStream::secret_stream(const Secret& secret) {
  return NumberStream(derive(kSecretContext, secret));
}

NumberStream NumberStream::meeting_stream(const Secret& secret, std::string_view alice,
                                          std::string_view bob) {
  std::string context(kMeetingContext);
  for (const auto nonce : {alice, bob}) context.append(1, '\0').append(nonce);
  return NumberStream(derive(context, secret));
}

void NumberStream::fill_bits(Purpose purpose, std::int64_t number, std::span<float> out) const {
  draw(key_, purpose, number, (out.size() + 7) / 8,
       [out](std::size_t at, std::span<const std::uint8_t> chunk) {
         auto to = out.subspan(at * 8);
         to = to.first(std::min(to.size(), chunk.size() * 8));
         const auto& bits = bits_of_bytes();
         const auto whole = to.size() / 8;
         for (std::size_t i = 0; i < whole; ++i)
           std::memcpy(&to[8 * i], bits[chunk[i]].data(), sizeof bits[0]);
         for (std::size_t i = 8 * whole; i < to.size(); ++i) to[i] = bits[chunk[i / 8]][i % 8];
       });
}

void NumberStream::fill_uniform(Purpose purpose, std::int64_t number, std::span<float> out) const {
  draw(key_, purpose, number, out.size() * 4,
       [out](std::size_t at, std::span<const std::uint8_t> chunk) {
         auto to = out.subspan(at / 4, chunk.size() / 4);
         for (std::size_t i = 0; i < to.size(); ++i) {
           const auto bits = static_cast<std::uint32_t>(chunk[4 * i]) |
                             static_cast<std::uint32_t>(chunk[4 * i + 1]) << 8 |
                             static_cast<std::uint32_t>(chunk[4 * i + 2]) << 16;
           to[i] = static_cast<float>(bits) * 0x1p-23F - 1.0F;  // 24 bits: exact in a float
         }
       });
}

void NumberStream::fill_normal(Purpose purpose, std::int64_t number, std::span<float> out) const {
  draw(key_, purpose, number, out.size() * 8,
       [out](std::size_t at, std::span<const std::uint8_t> chunk) {
         const auto to = out.subspan(at / 8, chunk.size() / 8);
         for (std::size_t i = 0; i < to.size(); ++i) {
           std::uint64_t bits;
           std::memcpy(&bits, &chunk[8 * i], sizeof bits);
           to[i] = 0.25F * static_cast<float>(std::popcount(bits) - 32);  // of variance 64/4
         }
       });
}

// The purpose's upper three bytes are 0 for everything else: they have room for sender and kind. A
// block is 64 bytes of keystream, and the epoch counts blocks.
OneTimeKey NumberStream::one_time_key(const MessageAddress& address) const {
  const auto purpose = static_cast<std::uint32_t>(Purpose::message_tag) |
                       std::uint32_t{address.sender} << 8 | std::uint32_t{address.kind} << 16;
  const auto n = nonce_of(purpose, address.number);
  OneTimeKey key{};
  crypto_stream_chacha20_ietf_xor_ic(key.data(), key.data(), key.size(), n.data(), address.epoch,
                                     key_.data());
  return key;
}

}  // namespace sotto
