#include "server/observers/journal/journal_schema.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <spdlog/spdlog.h>

#include <optional>

#include "shared/base/utf8_text.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

/// How long another program may hold the file while it is opened.
constexpr int kBusyMs = 2'000;

constexpr auto kTables = R"(
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,     -- session-2026-11-22T16-03-12
  session TEXT NOT NULL,
  created TEXT NOT NULL,         -- UTC
  config TEXT NOT NULL,          -- JSON
  task TEXT NOT NULL,            -- JSON: TaskInfo, docs/protocol.md
  report TEXT,                   -- JSON, once it has ended
  epoch INTEGER NOT NULL DEFAULT 0  -- none beyond it has begun
);
CREATE TABLE step (              -- v0 is the task's first series, and so on; compute times in ms
  run INTEGER NOT NULL REFERENCES run, step INTEGER NOT NULL, t REAL NOT NULL,
  phase INTEGER NOT NULL,        -- 0 is the task's first
  v0 REAL, v1 REAL, v2 REAL, v3 REAL, v4 REAL, v5 REAL, v6 REAL, v7 REAL,
  alice_ms REAL, bob_ms REAL, eve_ms REAL,
  PRIMARY KEY (run, step)
) WITHOUT ROWID;
CREATE TABLE bucket (            -- older steps, many in a row: those of each series' phase
  run INTEGER NOT NULL REFERENCES run, first INTEGER NOT NULL, last INTEGER NOT NULL, t REAL NOT NULL,
  count0 INTEGER, min0 REAL, max0 REAL, sum0 REAL,
  count1 INTEGER, min1 REAL, max1 REAL, sum1 REAL,
  count2 INTEGER, min2 REAL, max2 REAL, sum2 REAL,
  count3 INTEGER, min3 REAL, max3 REAL, sum3 REAL,
  count4 INTEGER, min4 REAL, max4 REAL, sum4 REAL,
  count5 INTEGER, min5 REAL, max5 REAL, sum5 REAL,
  count6 INTEGER, min6 REAL, max6 REAL, sum6 REAL,
  count7 INTEGER, min7 REAL, max7 REAL, sum7 REAL,
  PRIMARY KEY (run, first)
) WITHOUT ROWID;
CREATE TABLE event (             -- everything else that watchers were told, in its order
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run,
  type TEXT NOT NULL,            -- notice, say, message, reading, change, ciphertext, ...
  body TEXT NOT NULL             -- JSON
);
CREATE TABLE unread (            -- chat frames that Bob has not read
  run INTEGER NOT NULL REFERENCES run, number INTEGER NOT NULL, frame BLOB NOT NULL,
  PRIMARY KEY (run, number)
) WITHOUT ROWID;
CREATE INDEX event_of_run ON event (run, type);
)";

std::string name_of(const fs::path& file) { return "journal '" + file.string() + "' "; }

int application_of(SQLite::Database& database) {
  return database.execAndGet("PRAGMA application_id").getInt();
}

int schema_of(SQLite::Database& database) {
  return database.execAndGet("PRAGMA user_version").getInt();
}

JournalError other_version(const fs::path& file, int schema) {
  return JournalError(name_of(file) + "has tables of version " + std::to_string(schema) +
                      ", this program knows version " + std::to_string(kJournalSchema));
}

std::unique_ptr<SQLite::Database> open_database(const fs::path& file) {
  return std::make_unique<SQLite::Database>(file.string(),
                                            SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyMs);
}

fs::path with_ending(const fs::path& file, const std::string& ending) {
  return fs::path(file.string() + ending);
}

/// Renames the file and what SQLite keeps beside it. Nobody has it open.
void put_aside(const fs::path& file, int schema) {
  const auto base = with_ending(file, ".version-" + std::to_string(schema));
  auto aside = base;
  for (int again = 2; fs::exists(aside); ++again)
    aside = with_ending(base, "-" + std::to_string(again));
  try {
    fs::rename(file, aside);
    // Closing it leaves neither where nobody else has it open.
    for (const auto* beside : {"-wal", "-shm"})
      if (fs::exists(with_ending(file, beside)))
        fs::rename(with_ending(file, beside), with_ending(aside, beside));
  } catch (const fs::filesystem_error& error) {
    throw JournalError(name_of(file) + "has tables of version " + std::to_string(schema) +
                       " and cannot be put aside: " + error.code().message());
  }
  spdlog::warn("journal '{}' has tables of version {}: it is '{}' now, a new one begins",
               file.string(), schema, aside.string());
}

}  // namespace

std::unique_ptr<SQLite::Database> open_journal(const fs::path& file) {
  try {
    auto database = open_database(file);
    const auto application = application_of(*database);
    auto tables = database->execAndGet("SELECT count(*) FROM sqlite_master").getInt();
    if (application != kJournalApplication && (tables > 0 || application != 0))
      throw JournalError(name_of(file) + "is a database, but no journal of Sotto's");
    if (application == kJournalApplication) {
      const auto schema = schema_of(*database);
      if (schema > kJournalSchema) throw other_version(file, schema);
      if (schema < kJournalSchema) {
        database.reset();
        put_aside(file, schema);
        database = open_database(file);
        tables = 0;
      }
    }
    // Before there are tables: so that the file can become smaller again.
    if (tables == 0) database->exec("PRAGMA auto_vacuum = INCREMENTAL");
    database->exec("PRAGMA journal_mode = WAL");
    database->exec("PRAGMA synchronous = NORMAL");
    if (tables == 0) {
      SQLite::Transaction transaction(*database);
      database->exec(kTables);
      database->exec("PRAGMA application_id = " + std::to_string(kJournalApplication));
      database->exec("PRAGMA user_version = " + std::to_string(kJournalSchema));
      transaction.commit();
    }
    return database;
  } catch (const SQLite::Exception& error) {
    throw JournalError(name_of(file) + "cannot be used: " + printable(error.what()));
  }
}

std::unique_ptr<SQLite::Database> open_journal_to_read(const fs::path& file) {
  try {
    auto database =
        std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READONLY, kBusyMs);
    if (application_of(*database) != kJournalApplication)
      throw JournalError(name_of(file) + "is no journal of Sotto's");
    if (const auto schema = schema_of(*database); schema != kJournalSchema)
      throw other_version(file, schema);
    return database;
  } catch (const SQLite::Exception& error) {
    throw JournalError(name_of(file) + "cannot be read: " + printable(error.what()));
  }
}

}  // namespace sotto
