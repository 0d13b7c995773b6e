#include "shared/tasks/selective/own_table.hpp"

#include "shared/base/utf8_text.hpp"

namespace sotto {

OwnTable read_own_table(const std::filesystem::path& file, const TableColumns& columns) {
  return {file, columns, read_table(file, columns, NumberStream::public_stream(kSplitSeed))};
}

std::string told(const OwnTable& table) {
  return "table '" + printable(table.file.string()) + "' (" + std::to_string(table.data.rows) +
         " rows, to reveal " + in_quotes(table.columns.reveal) + " and to hide " +
         in_quotes(table.columns.hide) + ")";
}

}  // namespace sotto
