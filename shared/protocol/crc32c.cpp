#include "shared/protocol/crc32c.hpp"

#include <array>
#include <boost/crc.hpp>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace sotto::protocol {

std::uint32_t crc32c_portable(std::span<const std::byte> bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

#if defined(__x86_64__)
namespace {

/// Bytes of each of the three lanes that are checked side by side: the instruction has a latency of
/// three cycles and a throughput of one, so that one lane alone would leave two thirds of it
/// unused.
constexpr std::size_t kLane = 4096;

/// What kLane zero bytes make of a CRC register, by each of its four bytes: the register is linear
/// in its start, so the lanes' results combine by exclusive or (as in M. Adler's crc32c.c).
struct LaneShift {
  std::array<std::array<std::uint32_t, 256>, 4> by_byte{};

  LaneShift() {
    std::array<std::uint32_t, 32> by_bit{};
    for (std::size_t bit = 0; bit < 32; ++bit) {
      std::uint32_t crc = 1U << bit;
      for (std::size_t step = 0; step < 8 * kLane; ++step)
        crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78U : 0U);
      by_bit[bit] = crc;
    }
    for (std::size_t at = 0; at < 4; ++at)
      for (std::size_t value = 0; value < 256; ++value)
        for (std::size_t bit = 0; bit < 8; ++bit)
          if ((value >> bit & 1) != 0) by_byte[at][value] ^= by_bit[8 * at + bit];
  }

  std::uint32_t operator()(std::uint32_t crc) const {
    return by_byte[0][crc & 0xFF] ^ by_byte[1][crc >> 8 & 0xFF] ^ by_byte[2][crc >> 16 & 0xFF] ^
           by_byte[3][crc >> 24];
  }
};

std::uint64_t word(const std::byte* at) {
  std::uint64_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

__attribute__((target("sse4.2"))) std::uint32_t crc32c_sse42(std::span<const std::byte> bytes) {
  static const LaneShift shift;
  std::uint64_t crc = 0xFFFFFFFF;
  const std::byte* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 3 * kLane; at += 3 * kLane, left -= 3 * kLane) {
    std::uint64_t second = 0;
    std::uint64_t third = 0;
    for (std::size_t i = 0; i < kLane; i += 8) {
      crc = _mm_crc32_u64(crc, word(at + i));
      second = _mm_crc32_u64(second, word(at + kLane + i));
      third = _mm_crc32_u64(third, word(at + 2 * kLane + i));
    }
    crc = shift(shift(static_cast<std::uint32_t>(crc)) ^ static_cast<std::uint32_t>(second)) ^
          static_cast<std::uint32_t>(third);
  }
  for (; left >= 8; at += 8, left -= 8) crc = _mm_crc32_u64(crc, word(at));
  auto tail = static_cast<std::uint32_t>(crc);
  for (; left > 0; ++at, --left) tail = _mm_crc32_u8(tail, std::to_integer<std::uint8_t>(*at));
  return ~tail;
}

}  // namespace

std::uint32_t crc32c(std::span<const std::byte> bytes) {
  static const bool has_sse42 = __builtin_cpu_supports("sse4.2") != 0;
  return has_sse42 ? crc32c_sse42(bytes) : crc32c_portable(bytes);
}
#else
std::uint32_t crc32c(std::span<const std::byte> bytes) { return crc32c_portable(bytes); }
#endif

}  // namespace sotto::protocol
