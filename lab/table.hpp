// Rows and columns, for files.
#pragma once

#include <filesystem>
#include <string>
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

/// Writes it; the file is complete or not there at all. Throws std::runtime_error.
void write_csv(const Table& table, const std::filesystem::path& file);

/// The tables by their names in a new SQLite file, in place of an old one. The file is complete or
/// not there at all. Throws std::runtime_error.
void write_sqlite(const std::vector<std::pair<std::string, Table>>& tables,
                  const std::filesystem::path& file);

}  // namespace sotto
