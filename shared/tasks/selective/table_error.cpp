#include "shared/tasks/selective/table_error.hpp"

namespace sotto {

std::string place(std::int64_t line, std::string_view column) {
  return ", line " + std::to_string(line) + ", column " + in_quotes(column);
}

}  // namespace sotto
