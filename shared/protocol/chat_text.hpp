// Chat messages as bits, and back.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::protocol {

/// The text's bytes, lowest bit first, as -1 and +1, filled up with zero bits to whole rows of
/// `columns`. Text beyond kMaxChatText bytes is cut.
std::vector<float> chat_bits(std::string_view text, std::size_t columns);

/// The bytes that the signs of `values` spell, without the zero bytes at the end.
std::string chat_text(std::span<const float> values);

}  // namespace sotto::protocol
