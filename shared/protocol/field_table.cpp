#include "shared/protocol/field_table.hpp"

#include <array>

namespace sotto::protocol {
namespace {

/// "0.5", "1e+12"
std::string brief(double value) {
  std::string text;
  write_number(text, value);
  return text;
}

/// From here on a number times 10,000 need not fit into 64 bits.
constexpr double kLeastUnrounded = 1e14;

bool is_plain(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F || c == '"' || c == '\\') return false;
  }
  return true;
}

}  // namespace

void write_text(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  // Text that is not UTF-8 cannot be JSON; what people typed must not end a session.
  out += Json(text).dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

void write_number(std::string& out, double value) {
  std::array<char, 32> digits;
  const auto [end, fault] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end);
}

void write_rounded(std::string& out, double value) {
  if (std::fabs(value) >= kLeastUnrounded) return write_number(out, value);
  const auto scaled = std::llround(std::fabs(value) * 1e4);
  if (value < 0 && scaled > 0) out += '-';
  write_integer(out, scaled / 10'000);
  auto rest = scaled % 10'000;
  if (rest == 0) return;
  std::array<char, 4> digits;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, rest /= 10)
    *digit = static_cast<char>('0' + rest % 10);
  out += '.';
  out.append(digits.data(), digits.size());
  out.resize(out.find_last_not_of('0') + 1);
}

std::string Integer::expected() const {
  constexpr auto kExact = (std::int64_t{1} << 53) - 1;
  if (high >= kExact) return "whole number, " + std::to_string(low) + " or more";
  return "whole number, " + std::to_string(low) + " to " + std::to_string(high);
}

std::string Number::expected() const { return "number, " + brief(low) + " to " + brief(high); }

std::string Text::expected() const {
  return "text of at most " + std::to_string(max_bytes) + " bytes";
}

std::string Bytes::expected() const {
  return "base64 of at most " + std::to_string(max_bytes) + " bytes";
}

void Bytes::read(const Json& value, const Place& place, std::string& to) const {
  auto decoded = from_base64(read_text(value, place, base64_size(max_bytes)));
  if (!decoded) place.fail("is not base64");
  if (decoded->size() > max_bytes)
    place.fail("has more than " + std::to_string(max_bytes) + " bytes");
  to = std::move(*decoded);
}

void Digest::read(const Json& value, const Place& place, std::string& to) const {
  constexpr std::size_t kDigits = 64;
  to = read_text(value, place, kDigits);
  if (to.size() != kDigits || to.find_first_not_of("0123456789abcdef") != to.npos)
    place.fail("is not a digest, expected 64 lower-case hexadecimal digits");
}

}  // namespace sotto::protocol
