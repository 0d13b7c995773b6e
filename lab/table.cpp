#include "lab/table.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fstream>

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

void write_csv(const Table& table, const fs::path& file) {
  const auto draft = file.string() + ".new";
  std::ofstream out(draft, std::ios::binary);
  out << to_csv(table);
  out.close();
  if (!out) throw std::runtime_error("'" + file.string() + "' cannot be written");
  fs::rename(draft, file);
}

void write_sqlite(const std::vector<std::pair<std::string, Table>>& tables, const fs::path& file) {
  const auto draft = file.string() + ".new";
  try {
    fs::remove(draft);
    {
      SQLite::Database database(draft, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      SQLite::Transaction transaction(database);
      for (const auto& [name, table] : tables) add(database, name, table);
      transaction.commit();
    }
    fs::rename(draft, file);
  } catch (const SQLite::Exception& error) {
    throw std::runtime_error("'" + file.string() + "' cannot be written: " + error.what());
  }
}

}  // namespace sotto
