#include "shared/tasks/selective/table_error.hpp"

#include "shared/base/utf8_text.hpp"

namespace sotto {
namespace {

constexpr std::size_t kShown = 40;

}  // namespace

std::string in_quotes(std::string_view text) {
  if (text.size() <= kShown) return "'" + printable(text) + "'";
  auto end = kShown;
  while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xC0) == 0x80) --end;
  return "'" + printable(text.substr(0, end)) + "...'";
}

std::string place(std::int64_t line, std::string_view column) {
  return ", line " + std::to_string(line) + ", column " + in_quotes(column);
}

}  // namespace sotto
