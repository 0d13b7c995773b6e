// Tables of a user's own: the names of two columns, a line each, and a CSV file behind them.
#include "shared/tasks/selective/table.hpp"

#include <cmath>
#include <optional>

#include "fuzz/property.hpp"
#include "shared/tasks/registry.hpp"
#include "shared/tasks/selective/csv_records.hpp"
#include "shared/tasks/selective/own_table.hpp"
#include "shared/tasks/selective/selective.hpp"
#include "shared/tasks/selective/table_limits.hpp"

namespace sotto {
namespace {

std::optional<CsvRecords> records_of(std::string_view bytes) {
  try {
    return CsvRecords(bytes);
  } catch (const TableFlaw& flaw) {
    expect_sentence(flaw.what());
    return std::nullopt;
  }
}

std::string in_csv_quotes(std::string_view field) {
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

std::string csv_of(const CsvRecords& records) {
  std::string text;
  const auto columns = records.names().size();
  for (std::size_t i = 0; i < columns; ++i)
    text += (i == 0 ? "" : ",") + in_csv_quotes(records.names()[i]);
  for (std::size_t row = 0; row < records.rows(); ++row)
    for (std::size_t i = 0; i < columns; ++i)
      text += (i == 0 ? "\n" : ",") + in_csv_quotes(records.field(row, i));
  return text + '\n';
}

void expect_there_and_back(const CsvRecords& records) {
  const auto text = csv_of(records);
  const auto back = records_of(text);
  expect(back && back->names() == records.names() && back->rows() == records.rows(),
         "records that are written again have the same names and rows", text);
  for (std::size_t row = 0; row < records.rows(); ++row)
    for (std::size_t i = 0; i < records.names().size(); ++i)
      expect(back->field(row, i) == records.field(row, i), "a field is read as written", text);
}

std::optional<DataTable> read(std::string_view bytes, const TableColumns& columns) {
  try {
    return table_of(bytes, columns, NumberStream::public_stream(kSplitSeed));
  } catch (const TableFlaw& flaw) {
    expect_sentence(flaw.what());
    return std::nullopt;
  }
}

void expect_within(const std::vector<float>& values, std::int64_t count) {
  expect(std::ssize(values) == count, "a table has a value for each row");
  for (const float value : values)
    expect(std::fabs(value) <= 1, "a table's values are within -1 and 1");
}

/// Whether a session can be about it.
void expect_playable(const DataTable& table) {
  SessionConfig config;
  config.task = kSelective;
  config.table = table.digest;
  config.useful_blind = table.useful_blind;
  config.hidden_blind = table.hidden_blind;
  const auto wrong = validate(config);
  expect(!wrong, "a session can be about any table that is read", wrong.value_or(""));
}

void expect_good(const DataTable& table) {
  expect(table.rows >= std::ssize(table.hide) && table.training > 0 && table.training < table.rows,
         "some rows are learned from and some are held out");
  expect(table.inputs.size() <= kMostTableInputs, "a table has no more inputs than it may");
  expect_within(table.values, table.rows * std::ssize(table.inputs));
  expect_within(table.reveal, table.rows);
  expect_within(table.hide, table.rows);
  expect_playable(table);
}

/// Takes a line from the front of `text`.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

}  // namespace
}  // namespace sotto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sotto;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  TableColumns columns;
  columns.reveal = take_line(bytes);
  columns.hide = take_line(bytes);
  if (const auto records = records_of(bytes)) expect_there_and_back(*records);
  if (const auto table = read(bytes, columns)) expect_good(*table);
  return 0;
}
