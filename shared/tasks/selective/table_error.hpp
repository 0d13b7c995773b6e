// Why a table is refused.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "shared/base/utf8_text.hpp"

namespace sotto {

/// One sentence: which file, in which line and column, what is wrong there and what was expected.
/// It is printable, whatever the file holds.
struct TableError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What follows the table's name in such a sentence: " is empty, expected ..." or ", line 7: ...".
/// What reads a part of a table throws it; read_table() makes the sentence of it.
struct TableFlaw : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// ", line 7, column 'age'". Lines count from 1, as in the file.
std::string place(std::int64_t line, std::string_view column);

}  // namespace sotto
