#include "shared/tasks/selective/column_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_set>

#include "shared/tasks/selective/table_error.hpp"
#include "shared/tasks/selective/table_limits.hpp"

namespace sotto {
namespace {

/// Nothing where the text is no number; a NaN where it is one that is not finite, or too large or
/// too small for a double.
std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (rest != end || error == std::errc::invalid_argument) return std::nullopt;
  if (error != std::errc() || !std::isfinite(number))
    return std::numeric_limits<double>::quiet_NaN();
  return number;
}

ColumnValues categorical(const CsvRecords& records, std::size_t column, std::size_t first_text) {
  std::unordered_set<std::string_view> distinct;
  for (std::size_t row = 0; row < records.rows(); ++row)
    distinct.insert(records.field(row, column));
  if (distinct.size() > kMostCategories)
    throw TableFlaw(", column " + in_quotes(records.names()[column]) + ": has " +
                    std::to_string(distinct.size()) + " distinct values and is not numeric (line " +
                    std::to_string(records.line(first_text)) + " has " +
                    in_quotes(records.field(first_text, column)) +
                    "), expected a number in every row, or at most " +
                    std::to_string(kMostCategories) + " distinct values");
  ColumnValues values;
  values.first_text = first_text;
  values.categories.assign(distinct.begin(), distinct.end());
  std::ranges::sort(values.categories);
  values.category.reserve(records.rows());
  for (std::size_t row = 0; row < records.rows(); ++row)
    values.category.push_back(static_cast<std::uint8_t>(
        std::ranges::lower_bound(values.categories, records.field(row, column)) -
        values.categories.begin()));
  return values;
}

}  // namespace

ColumnValues column_values(const CsvRecords& records, std::size_t column) {
  ColumnValues values;
  values.numbers.reserve(records.rows());
  for (std::size_t row = 0; row < records.rows(); ++row) {
    const auto number = number_of(records.field(row, column));
    if (!number) return categorical(records, column, row);
    values.numbers.push_back(*number);
  }
  const auto odd = std::ranges::find_if(values.numbers, [](double x) { return std::isnan(x); });
  if (odd != values.numbers.end()) {
    const auto row = static_cast<std::size_t>(odd - values.numbers.begin());
    throw TableFlaw(place(records.line(row), records.names()[column]) + ": has " +
                    in_quotes(records.field(row, column)) +
                    ", expected a finite number as in the other rows");
  }
  return values;
}

}  // namespace sotto
