// Rows and columns, for files.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/json_fields.hpp"

namespace sotto {

struct Column {
  std::string name;
  bool timed = false;  ///< depends on how fast the machine is: not for text that is compared
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Json>> rows;  ///< a null, number, truth value or text for each column
};

/// The columns that are not timed, as comma-separated values (RFC 4180, with bare line feeds), the
/// names first. Numbers are the shortest text that reads back as the same number.
std::string to_csv(const Table& table);

/// The same text read: names in the first line; cells that are empty become null, `true` and
/// `false` truth values, and what is a number a number. Throws std::invalid_argument with one
/// sentence where a row has more or fewer cells than there are names, or a quote has no end.
Table table_from_csv(std::string_view text);

/// The place of that column, or nothing.
std::optional<std::size_t> find_column(const Table& table, std::string_view name);

/// Writes it; the file is complete or not there at all. Throws std::runtime_error.
void write_csv(const Table& table, const std::filesystem::path& file);

/// The tables by their names in a new SQLite file, in place of an old one. The file is complete or
/// not there at all. Throws std::runtime_error.
void write_sqlite(const std::vector<std::pair<std::string, Table>>& tables,
                  const std::filesystem::path& file);

}  // namespace sotto
