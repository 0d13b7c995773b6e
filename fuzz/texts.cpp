// Text that people or networks made: chat messages, what is shown of them, base64, cycles.
#include <string>

#include "fuzz/property.hpp"
#include "shared/base/utf8_text.hpp"
#include "shared/protocol/base64.hpp"
#include "shared/protocol/chat_text.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {
namespace {

/// The length of the character of UTF-8 at the start of `bytes`, by the table of RFC 3629, section
/// 4; 0 where there is none.
std::size_t character(std::string_view bytes) {
  const auto in = [&](std::size_t at, unsigned low, unsigned high) {
    if (at >= bytes.size()) return false;
    const auto byte = static_cast<unsigned char>(bytes[at]);
    return byte >= low && byte <= high;
  };
  const auto tail = [&](std::size_t at) { return in(at, 0x80, 0xBF); };
  if (in(0, 0, 0x7F)) return 1;
  if (in(0, 0xC2, 0xDF) && tail(1)) return 2;
  if (((in(0, 0xE0, 0xE0) && in(1, 0xA0, 0xBF)) || (in(0, 0xED, 0xED) && in(1, 0x80, 0x9F)) ||
       ((in(0, 0xE1, 0xEC) || in(0, 0xEE, 0xEF)) && tail(1))) &&
      tail(2))
    return 3;
  if (((in(0, 0xF0, 0xF0) && in(1, 0x90, 0xBF)) || (in(0, 0xF4, 0xF4) && in(1, 0x80, 0x8F)) ||
       (in(0, 0xF1, 0xF3) && tail(1))) &&
      tail(2) && tail(3))
    return 4;
  return 0;
}

bool well_formed(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = character(bytes);
    if (size == 0) return false;
    bytes.remove_prefix(size);
  }
  return true;
}

void show(std::string_view bytes) {
  expect(is_utf8(bytes) == well_formed(bytes), "is_utf8() goes by RFC 3629", bytes);
  const auto shown = printable(bytes);
  expect(well_formed(shown), "what is shown is UTF-8", bytes);
  for (std::size_t at = 0; at < shown.size(); at += character(shown.substr(at))) {
    const auto first = static_cast<unsigned char>(shown[at]);
    const bool control = first < 0x20 || first == 0x7F ||
                         (first == 0xC2 && static_cast<unsigned char>(shown[at + 1]) < 0xA0);
    expect(!control, "what is shown has no control characters", bytes);
  }
  expect(printable(shown) == shown, "what is printable stays as it is", bytes);
}

/// `columns`: N.
void chat(std::string_view text, std::size_t columns) {
  const auto bits = protocol::chat_bits(text, columns);
  expect(bits.size() % columns == 0, "a chat message has whole blocks");
  expect(bits.size() / columns <= protocol::kMaxChatRows, "a chat message fits into a frame");
  std::string kept(text.substr(0, protocol::kMaxChatText));
  kept.resize(kept.find_last_not_of('\0') + 1);
  expect(protocol::chat_text(bits) == kept, "a chat message is read as it was written", text);
}

void base64(std::string_view bytes) {
  const auto text = protocol::to_base64(bytes);
  expect(text.size() == protocol::base64_size(bytes.size()), "base64 has the size that is said");
  expect(protocol::from_base64(text) == bytes, "base64 is read as it was written", bytes);
  if (const auto read = protocol::from_base64(bytes))
    expect(protocol::to_base64(*read) == bytes, "bytes have one base64", bytes);
}

void cycle(std::string_view text) {
  const auto read = parse_cycle(text);
  if (read) expect(parse_cycle(to_text(*read)) == read, "a cycle is read as written", text);
}

}  // namespace
}  // namespace sotto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sotto;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t columns = kMinBits + 2 * (data[0] % ((kMaxBits - kMinBits) / 2 + 1));
  show(text);
  chat(text, columns);
  base64(text);
  cycle(text);
  return 0;
}
