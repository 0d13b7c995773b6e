// A user's own table, for a task in which Alice publishes one column and hides another.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "shared/crypto/number_stream.hpp"
#include "shared/tasks/selective/table_error.hpp"

namespace sotto {

/// Names of columns, as in the header.
struct TableColumns {
  std::string reveal;  ///< of which Alice publishes an estimate
  std::string hide;    ///< of which nobody shall learn from it
};

/// Its rows are shuffled by row_order(). Four fifths of them, rounded down, are learned from; they
/// stand first. Numeric columns are Quantiles of those rows alone; which columns are numeric, and
/// the categories of the others, all rows decide.
struct DataTable {
  /// What Alice sees: every column but `reveal`, the one that she hides among them, in the order of
  /// the header. A numeric column is one input by its name, "age"; a categorical one is an input
  /// for each category, in the order of their bytes: "job=clerk". They are printable.
  std::vector<std::string> inputs;
  /// Which of them are the hidden column's: one, or one for each of its categories, from the first.
  std::size_t first_hidden_input = 0;
  std::size_t hidden_inputs = 0;
  std::int64_t rows = 0;
  std::int64_t training = 0;  ///< rows 0 to training - 1 are learned from, the others are held out
  /// [rows, inputs], a row behind the other: a quantile in (-1, 1), or 1 for the row's category and
  /// -1 for the other ones.
  std::vector<float> values;
  std::vector<float> reveal;  ///< [rows], quantiles in (-1, 1)
  /// [rows], quantiles in (-1, 1); of two categories the first by its bytes is -0.5, the other 0.5.
  std::vector<float> hide;
  double useful_blind = 0;       ///< blind_distance() of `reveal` in the rows that are learned from
  double hidden_blind = 0;       ///< and of `hide`
  double hidden_sign_blind = 0;  ///< and of the signs of `hide`, each -1 or 1, that of 0 being 1
  /// SHA-256 of both names with a zero byte behind each, reveal first, and of the file's bytes; 64
  /// hexadecimal digits.
  std::string digest;
};

/// Reads a CSV file (CsvRecords), given as its bytes, of 2 to 64 columns and 100 to 200,000 rows,
/// of at most 32 MiB, with fields of 1 to 256 bytes; table_limits.hpp has the numbers. `reveal` is
/// numeric, `hide` is numeric or has two categories, both have more than one value in the rows that
/// are learned from. Other columns are numeric or have up to 16 categories; they make at most 64
/// inputs.
///
/// Throws TableFlaw where the file is not so, or `columns` are not two columns of it.
DataTable table_of(std::string_view bytes, const TableColumns& columns,
                   const NumberStream& split_stream);

/// The same of a file on disk. Throws TableError, also where it cannot be read.
DataTable read_table(const std::filesystem::path& file, const TableColumns& columns,
                     const NumberStream& split_stream);

}  // namespace sotto
