#include "tests/support/secrecy.hpp"

#include <cstring>

namespace sotto {
namespace {

std::string hexadecimal(std::string_view bytes) {
  constexpr auto kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string packed(const std::vector<float>& bits, bool low_bit_first) {
  std::string bytes(bits.size() / 8, '\0');
  for (std::size_t i = 0; i < bytes.size() * 8; ++i)
    if (bits[i] > 0)
      bytes[i / 8] = static_cast<char>(bytes[i / 8] | 1 << (low_bit_first ? i % 8 : 7 - i % 8));
  return bytes;
}

std::string floats(const std::vector<float>& bits) {
  std::string bytes(bits.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), bits.data(), bytes.size());
  return bytes;
}

std::string digits(const std::vector<float>& bits, const char* one, const char* zero) {
  std::string text;
  for (const float bit : bits) text += bit > 0 ? one : zero;
  return text;
}

}  // namespace

Needles::Needles(const Secret& secret, std::int64_t steps, std::size_t bits, std::size_t rows) {
  const std::string raw(reinterpret_cast<const char*>(secret.data()), secret.size());
  add("the secret", raw);
  add("the secret in hexadecimal", hexadecimal(raw));
  const auto stream = NumberStream::secret_stream(secret);
  std::vector<float> keys(bits * rows);
  for (std::int64_t step = 0; step < steps; ++step) {
    stream.fill_bits(Purpose::key, step, keys);
    const auto of = " of step " + std::to_string(step);
    // Packed, a single key of few bits would be found by chance: all rows together would not.
    add("keys, packed" + of, packed(keys, true));
    add("keys, packed high bit first" + of, packed(keys, false));
    add("keys as digits" + of, digits(keys, "1", "0"));
    for (std::size_t row = 0; row < rows; ++row) {
      const std::vector<float> key(keys.begin() + static_cast<std::ptrdiff_t>(row * bits),
                                   keys.begin() + static_cast<std::ptrdiff_t>((row + 1) * bits));
      add("key " + std::to_string(row) + " as floats" + of, floats(key));
      add("key " + std::to_string(row) + " as a list" + of, digits(key, "1,", "-1,"));
    }
  }
}

void Needles::add(std::string what, std::string bytes) {
  if (bytes.size() >= 8) needles_.push_back({std::move(what), std::move(bytes)});
}

std::vector<std::string> Needles::found_in(std::string_view haystack) const {
  std::vector<std::string> found;
  for (const auto& needle : needles_)
    if (haystack.find(needle.bytes) != haystack.npos) found.push_back(needle.what);
  return found;
}

}  // namespace sotto
