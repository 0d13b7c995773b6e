#include "shared/base/utf8_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace sotto {
namespace {

/// With these a text can show its reader something else than what it says (Unicode's Bidi_Control).
constexpr std::array<std::string_view, 12> kDirections{"\u061C", "\u200E", "\u200F", "\u202A",
                                                       "\u202B", "\u202C", "\u202D", "\u202E",
                                                       "\u2066", "\u2067", "\u2068", "\u2069"};

/// Bytes of an excerpt.
constexpr std::size_t kShown = 40;

}  // namespace

bool is_utf8(std::string_view bytes) {
  // Most text is ASCII, and that needs no second look.
  if (std::ranges::all_of(bytes, [](char c) { return static_cast<std::uint8_t>(c) < 0x80; }))
    return true;
  try {
    (void)nlohmann::json(bytes).dump();  // nlohmann/json knows UTF-8
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
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

std::string excerpt(std::string_view bytes) {
  if (bytes.size() <= kShown) return printable(bytes);
  auto end = kShown;
  while (end > 0 && (static_cast<std::uint8_t>(bytes[end]) & 0xC0) == 0x80) --end;
  return printable(bytes.substr(0, end)) + "...";
}

std::string in_quotes(std::string_view bytes) { return "'" + excerpt(bytes) + "'"; }

}  // namespace sotto
