// The rows of a table with what is heard of them, as a file for attackers of other programs.
#pragma once

#include <string>

#include "shared/attack/overheard.hpp"
#include "shared/tasks/selective/table.hpp"

namespace sotto {

/// The rows that are learned from, and those that nobody learns from. They share the table's
/// memory, which outlives them.
Examples training_rows(const DataTable& table);
Examples held_out_rows(const DataTable& table);

/// A CSV file (RFC 4180, lines end with LF) with a header and a line for each row and key: all rows
/// of the table under one fresh key each, then again, kRowLines lines or as many as it has rows.
/// Columns: `row`, from 0, in the table's order; `split`, "training" or "held_out"; `hidden`,
/// `useful`, `estimate` (the public one) and, where Bob is there, `bob`; `c1` to `cN`, the
/// ciphertext; and "input NAME" for each of the table's inputs but those of the hidden column.
std::string table_rows(const SelectiveArchives& archives, const DataTable& table,
                       std::int64_t seed);

inline constexpr std::int64_t kRowLines = 32'768;

}  // namespace sotto
