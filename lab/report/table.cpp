#include "lab/report/table.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "shared/base/file_draft.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

std::string csv_cell(const Json& value) {
  if (value.is_null()) return {};
  if (!value.is_string()) return value.dump();
  const auto& text = value.get_ref<const std::string&>();
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
  return quoted + "\"";
}

Json cell_of(const std::string& text, bool quoted) {
  if (quoted) return text;
  if (text.empty()) return nullptr;
  if (text == "true") return true;
  if (text == "false") return false;
  std::int64_t whole = 0;
  const auto* end = text.data() + text.size();
  if (const auto [at, fault] = std::from_chars(text.data(), end, whole);
      fault == std::errc() && at == end)
    return whole;
  double number = 0;
  if (const auto [at, fault] = std::from_chars(text.data(), end, number);
      fault == std::errc() && at == end && std::isfinite(number))
    return number;
  return text;
}

/// Takes the next row, with its line's end, off the text.
std::vector<Json> take_row(std::string_view& text) {
  std::vector<Json> cells;
  while (true) {
    std::string cell;
    const bool quoted = text.starts_with('"');
    if (quoted) {
      for (bool first = true; text.starts_with('"'); first = false) {
        if (!first) cell += '"';  // two quotes stand for one
        text.remove_prefix(1);
        const auto end = text.find('"');
        if (end == text.npos) throw std::invalid_argument("a quote has no end");
        cell += text.substr(0, end);
        text.remove_prefix(end + 1);
      }
    }
    const auto end = std::min(text.find_first_of(",\n"), text.size());
    if (!quoted) cell = text.substr(0, end);
    if (cell.ends_with('\r') && !quoted) cell.pop_back();
    cells.push_back(cell_of(cell, quoted));
    const bool more = end < text.size() && text[end] == ',';
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!more) return cells;
  }
}

std::string sql_name(const std::string& name) {
  std::string quoted = "\"";
  for (const char letter : name) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
  return quoted + "\"";
}

void bind(SQLite::Statement& insert, int at, const Json& value) {
  if (value.is_null())
    insert.bind(at);
  else if (value.is_boolean())
    insert.bind(at, value.get<bool>() ? 1 : 0);
  else if (value.is_number_integer())
    insert.bind(at, value.get<std::int64_t>());
  else if (value.is_number())
    insert.bind(at, value.get<double>());
  else
    insert.bind(at, value.get<std::string>());
}

void add(SQLite::Database& database, const std::string& name, const Table& table) {
  std::string columns;
  std::string places;
  for (const auto& column : table.columns) {
    columns += (columns.empty() ? "" : ", ") + sql_name(column.name);
    places += places.empty() ? "?" : ", ?";
  }
  database.exec("CREATE TABLE " + sql_name(name) + " (" + columns + ")");
  SQLite::Statement insert(database, "INSERT INTO " + sql_name(name) + " VALUES (" + places + ")");
  for (const auto& row : table.rows) {
    insert.reset();
    int at = 0;
    for (const auto& value : row) bind(insert, ++at, value);
    insert.exec();
  }
}

}  // namespace

std::string to_csv(const Table& table) {
  std::string text;
  const auto add_row = [&](const auto& cell) {
    bool first = true;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].timed) continue;
      text += (first ? "" : ",") + csv_cell(cell(i));
      first = false;
    }
    text += '\n';
  };
  add_row([&](std::size_t i) { return Json(table.columns[i].name); });
  for (const auto& row : table.rows) add_row([&](std::size_t i) { return row[i]; });
  return text;
}

Table table_from_csv(std::string_view text) {
  Table table;
  if (text.empty()) return table;
  for (const auto& name : take_row(text))
    table.columns.push_back({name.is_string() ? name.get<std::string>() : name.dump()});
  while (!text.empty()) {
    table.rows.push_back(take_row(text));
    if (table.rows.back().size() != table.columns.size())
      throw std::invalid_argument("row " + std::to_string(table.rows.size()) + " has " +
                                  std::to_string(table.rows.back().size()) + " cells, expected " +
                                  std::to_string(table.columns.size()));
  }
  return table;
}

std::optional<std::size_t> find_column(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  if (found == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.columns.begin());
}

void write_csv(const Table& table, const fs::path& file) { replace_file(file, to_csv(table)); }

void write_sqlite(const std::vector<std::pair<std::string, Table>>& tables, const fs::path& file) {
  FileDraft draft(file);
  try {
    {
      SQLite::Database database(draft.path(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      SQLite::Transaction transaction(database);
      for (const auto& [name, table] : tables) add(database, name, table);
      transaction.commit();
    }
    draft.commit();
  } catch (const SQLite::Exception& error) {
    throw std::runtime_error("'" + file.string() + "' cannot be written: " + error.what());
  }
}

}  // namespace sotto
