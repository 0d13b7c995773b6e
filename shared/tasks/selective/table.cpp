#include "shared/tasks/selective/table.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "shared/base/utf8_text.hpp"
#include "shared/crypto/sha256.hpp"
#include "shared/tasks/selective/blind_distance.hpp"
#include "shared/tasks/selective/column_values.hpp"
#include "shared/tasks/selective/csv_records.hpp"
#include "shared/tasks/selective/quantiles.hpp"
#include "shared/tasks/selective/row_order.hpp"
#include "shared/tasks/selective/table_file.hpp"
#include "shared/tasks/selective/table_limits.hpp"

namespace sotto {
namespace {

/// Names that a sentence lists; of the others it says how many they are.
constexpr std::size_t kListedNames = 8;

constexpr float kCategoryOfTwo = 0.5F;

using Values = std::vector<float>;  // [rows], in the table's order

/// The rows in the order in which the table has them.
struct Rows {
  std::vector<std::size_t> order;  ///< of which row of the file each is
  std::size_t training;
};

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kListedNames); ++i)
    text += (i == 0 ? "" : ", ") + in_quotes(names[i]);
  if (names.size() > kListedNames)
    text += " and " + std::to_string(names.size() - kListedNames) + " more";
  return text;
}

std::size_t find_column(const CsvRecords& records, const std::string& name) {
  const auto& names = records.names();
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    throw TableFlaw(" has no column " + in_quotes(name) + ", expected one of " + listed(names));
  return static_cast<std::size_t>(found - names.begin());
}

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
  throw TableFlaw(", column " + in_quotes(name) + ": " + what);
}

Quantiles training_quantiles(const ColumnValues& column, const Rows& rows) {
  std::vector<double> training(rows.training);
  for (std::size_t i = 0; i < training.size(); ++i) training[i] = column.numbers[rows.order[i]];
  return Quantiles(std::move(training));
}

Values standardised(const ColumnValues& column, const Quantiles& quantiles, const Rows& rows) {
  Values values(rows.order.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(quantiles.of(column.numbers[rows.order[i]]));
  return values;
}

/// `yes` for the rows of that category, `no` for the others.
Values of_category(const ColumnValues& column, std::size_t category, float no, float yes,
                   const Rows& rows) {
  Values values(rows.order.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = column.category[rows.order[i]] == category ? yes : no;
  return values;
}

/// A column that is learned: one value for each row, and not all of them the same.
Values target(const ColumnValues& column, const std::string& name, const Rows& rows) {
  const auto constant = " in each of the " + std::to_string(rows.training) +
                        " rows that are learned from, expected at least two";
  if (column.numeric()) {
    const auto quantiles = training_quantiles(column, rows);
    if (quantiles.constant()) refuse(name, "has the same number" + constant);
    return standardised(column, quantiles, rows);
  }
  auto values = of_category(column, 1, -kCategoryOfTwo, kCategoryOfTwo, rows);
  const auto training = std::span(values).first(rows.training);
  if (std::ranges::count(training, training[0]) == std::ssize(training))
    refuse(name, "has the same value" + constant);
  return values;
}

Values revealed(const ColumnValues& column, const std::string& name, const CsvRecords& records,
                std::size_t index, const Rows& rows) {
  if (!column.numeric())
    throw TableFlaw(place(records.line(column.first_text), name) + ": has " +
                    in_quotes(records.field(column.first_text, index)) +
                    ", expected a finite number in every row of the column to reveal");
  return target(column, name, rows);
}

Values hidden(const ColumnValues& column, const std::string& name, const Rows& rows) {
  const auto categories = column.categories.size();
  if (!column.numeric() && categories > 2)
    refuse(name, "has " + std::to_string(categories) +
                     " distinct values and is not numeric, expected of the column to hide a number "
                     "in every row, or two distinct values");
  return target(column, name, rows);
}

/// The inputs of a table, a column of them behind the other.
struct Inputs {
  std::vector<std::string> names;
  std::vector<Values> values;

  void add(const ColumnValues& column, const std::string& name, const Rows& rows) {
    if (column.numeric()) {
      names.push_back(name);
      values.push_back(standardised(column, training_quantiles(column, rows), rows));
    }
    for (std::size_t i = 0; i < column.categories.size(); ++i) {
      names.push_back(name + "=" + printable(column.categories[i]));
      // More than there may be are counted, so that it can be said how many they are.
      if (names.size() <= kMostTableInputs) values.push_back(of_category(column, i, -1, 1, rows));
    }
  }
};

Values row_major(const std::vector<Values>& columns, std::size_t rows) {
  Values values;
  values.reserve(rows * columns.size());
  for (std::size_t row = 0; row < rows; ++row)
    for (const auto& column : columns) values.push_back(column[row]);
  return values;
}

}  // namespace

DataTable table_of(std::string_view bytes, const TableColumns& columns,
                   const NumberStream& stream) {
  const CsvRecords records(bytes);
  const auto reveal = find_column(records, columns.reveal);
  const auto hide = find_column(records, columns.hide);
  if (reveal == hide)
    refuse(columns.reveal, "is the one to reveal and the one to hide, expected two columns");

  const Rows rows{row_order(stream, records.rows()), records.rows() * 4 / 5};
  DataTable table;
  table.rows = static_cast<std::int64_t>(records.rows());
  table.training = static_cast<std::int64_t>(rows.training);
  Inputs inputs;
  for (std::size_t i = 0; i < records.names().size(); ++i) {
    const auto& name = records.names()[i];
    const auto column = column_values(records, i);
    const auto before = inputs.names.size();
    if (i == reveal)
      table.reveal = revealed(column, name, records, i, rows);
    else
      inputs.add(column, name, rows);
    if (i != hide) continue;
    table.hide = hidden(column, name, rows);
    table.first_hidden_input = before;
    table.hidden_inputs = inputs.names.size() - before;
  }
  if (inputs.names.size() > kMostTableInputs)
    throw TableFlaw(" makes " + std::to_string(inputs.names.size()) +
                    " inputs, one for each numeric column and each category, expected at most " +
                    std::to_string(kMostTableInputs));
  table.inputs = std::move(inputs.names);
  table.values = row_major(inputs.values, records.rows());
  table.useful_blind = blind_distance(std::span(table.reveal).first(rows.training));
  table.hidden_blind = blind_distance(std::span(table.hide).first(rows.training));
  std::vector<float> signs;
  for (const float value : std::span(table.hide).first(rows.training))
    signs.push_back(value < 0 ? -1.0F : 1.0F);
  table.hidden_sign_blind = blind_distance(signs);
  table.digest = sha256(
      {columns.reveal, std::string_view("\0", 1), columns.hide, std::string_view("\0", 1), bytes});
  return table;
}

DataTable read_table(const std::filesystem::path& file, const TableColumns& columns,
                     const NumberStream& split_stream) {
  try {
    return table_of(read_table_file(file), columns, split_stream);
  } catch (const TableFlaw& flaw) {
    throw TableError("table '" + printable(file.string()) + "'" + flaw.what());
  }
}

}  // namespace sotto
