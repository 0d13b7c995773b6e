// A table and where it was read.
#pragma once

#include "shared/tasks/selective/table.hpp"

namespace sotto {

/// Of the public stream by which every table is split: a file always splits the same way, so its
/// digest alone says which rows are learned from. It is no session's seed.
inline constexpr std::int64_t kSplitSeed = 1;

struct OwnTable {
  std::filesystem::path file;
  TableColumns columns;
  DataTable data;
};

/// read_table(), split by kSplitSeed. Throws TableError.
OwnTable read_own_table(const std::filesystem::path& file, const TableColumns& columns);

/// "table 'people.csv' (4000 rows, to reveal 'income' and to hide 'age')": printable, for
/// sentences.
std::string told(const OwnTable& table);

}  // namespace sotto
