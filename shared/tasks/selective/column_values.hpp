// What the fields of one column are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "shared/tasks/selective/csv_records.hpp"

namespace sotto {

/// A column is numeric where every field as a whole is a finite number ("-1.5e3", without a plus
/// sign), and categorical otherwise.
struct ColumnValues {
  std::vector<double> numbers;          ///< [rows] of a numeric column, otherwise empty
  std::vector<std::string> categories;  ///< of a categorical one: distinct, in order of their bytes
  std::vector<std::uint8_t> category;   ///< [rows]: which of them
  std::size_t first_text = 0;           ///< the first row of a categorical one without a number

  bool numeric() const { return categories.empty(); }
};

/// Throws TableFlaw where all fields are numbers but some of them infinite, "nan" or beyond what a
/// double holds, and where a categorical column has more than kMostCategories distinct values.
ColumnValues column_values(const CsvRecords& records, std::size_t column);

}  // namespace sotto
