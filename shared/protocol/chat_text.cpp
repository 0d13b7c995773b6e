#include "shared/protocol/chat_text.hpp"

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "shared/protocol/limits.hpp"

namespace sotto::protocol {
namespace {

/// With these a text can show its reader something else than what it says (Unicode's Bidi_Control).
constexpr std::array<std::string_view, 12> kDirections{"\u061C", "\u200E", "\u200F", "\u202A",
                                                       "\u202B", "\u202C", "\u202D", "\u202E",
                                                       "\u2066", "\u2067", "\u2068", "\u2069"};

}  // namespace

std::vector<float> chat_bits(std::string_view text, std::size_t columns) {
  text = text.substr(0, kMaxChatText);
  const auto used = text.size() * 8;
  std::vector<float> bits((used + columns - 1) / columns * columns, -1.0F);
  for (std::size_t i = 0; i < used; ++i)
    if ((static_cast<std::uint8_t>(text[i / 8]) >> (i % 8) & 1) != 0) bits[i] = 1.0F;
  return bits;
}

std::string chat_text(std::span<const float> values) {
  std::string text(values.size() / 8, '\0');
  for (std::size_t i = 0; i < text.size() * 8; ++i)
    if (values[i] > 0) text[i / 8] = static_cast<char>(text[i / 8] | 1 << (i % 8));
  while (!text.empty() && text.back() == '\0') text.pop_back();
  return text;
}

std::string printable(std::string_view bytes) {
  std::string clean;
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte < 0x20 || byte == 0x7F)
      clean += "\uFFFD";
    else
      clean += c;
  }
  // nlohmann/json knows UTF-8: a dumped string without its quotes and escapes.
  const auto dumped =
      nlohmann::json(clean).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  auto text = nlohmann::json::parse(dumped).get<std::string>();
  // U+0080 to U+009F control terminals as well: U+009B is another way to say ESC [.
  for (std::size_t at = 0; (at = text.find('\xC2', at)) != text.npos; ++at)
    if (static_cast<std::uint8_t>(text[at + 1]) < 0xA0) text.replace(at, 2, "\uFFFD");
  for (const auto mark : kDirections)
    for (std::size_t at = 0; (at = text.find(mark, at)) != text.npos;)
      text.replace(at, mark.size(), "\uFFFD");
  return text;
}

}  // namespace sotto::protocol
