#include "shared/protocol/chat_text.hpp"

#include <cstdint>

#include "shared/protocol/limits.hpp"

namespace sotto::protocol {

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

}  // namespace sotto::protocol
