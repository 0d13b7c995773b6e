#include "server/observers/journal/journal_writer.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "server/observers/journal/journal_schema.hpp"
#include "shared/room/session_event.hpp"
#include "shared/tasks/task.hpp"

namespace sotto {
namespace {

static_assert(kMaxSeries == 8, "the table `step` has a column for each");
constexpr auto kInsertStep =
    "INSERT OR REPLACE INTO step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// "live", "2026-11-22T16:03:12Z" -> "live-2026-11-22T16-03-12"
std::string run_name(const std::string& session, std::string created) {
  std::ranges::replace(created, ':', '-');
  if (created.ends_with('Z')) created.pop_back();
  return session + "-" + created;
}

}  // namespace

JournalWriter::JournalWriter(const std::filesystem::path& file)
    : database_(open_journal(file)),
      step_(*database_, kInsertStep),
      event_(*database_, "INSERT INTO event (run, type, body) VALUES (?, ?, ?)") {}

void JournalWriter::set_patience(int (*again)(void*, int), void* of) {
  sqlite3_busy_handler(database_->getHandle(), again, of);
}

JournalWriter::Written JournalWriter::write(const std::vector<JournalEntry>& entries) {
  auto rows = rows_;
  Written written;
  SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
  for (const auto& entry : entries) {
    const auto into = [&](const auto& what) {
      const auto row = rows.find(entry.run);
      if (row == rows.end())
        ++written.lost;
      else
        write(row->second, what);
    };
    std::visit(Handle{[&](const JournalRun& run) {
                        written.names[entry.run] = open(run);
                        rows[entry.run] = database_->getLastInsertRowid();
                      },
                      [&](const JournalReturn& back) {
                        written.names[entry.run] = name_at(back.row);
                        rows[entry.run] = back.row;
                      },
                      [&](const JournalStep& step) { into(step); },
                      [&](const JournalRewind& rewind) { into(rewind); },
                      [&](const JournalEvent& event) { into(event); },
                      [&](const JournalEnd& end) { into(end); }},
               entry.what);
  }
  transaction.commit();
  rows_ = std::move(rows);
  return written;
}

std::string JournalWriter::open(const JournalRun& run) {
  const auto base = run_name(run.session, run.created);
  auto name = base;
  SQLite::Statement taken(*database_, "SELECT count(*) FROM run WHERE name = ?");
  for (int again = 2;; ++again) {
    taken.reset();
    taken.bind(1, name);
    taken.executeStep();
    if (taken.getColumn(0).getInt() == 0) break;
    name = base + "-" + std::to_string(again);
  }
  SQLite::Statement insert(
      *database_, "INSERT INTO run (name, session, created, config, task) VALUES (?, ?, ?, ?, ?)");
  int at = 0;
  for (const auto& value : {name, run.session, run.created, run.config, run.task})
    insert.bind(++at, value);
  insert.exec();
  return name;
}

std::string JournalWriter::name_at(std::int64_t row) {
  SQLite::Statement query(*database_, "SELECT name FROM run WHERE id = ?");
  query.bind(1, row);
  query.executeStep();
  return query.getColumn(0).getString();
}

void JournalWriter::write(std::int64_t row, const JournalStep& step) {
  step_.reset();
  int at = 0;
  const auto bind = [&](const std::optional<double>& value) {
    if (value)
      step_.bind(++at, *value);
    else
      step_.bind(++at);
  };
  step_.bind(++at, row);
  step_.bind(++at, step.step);
  step_.bind(++at, step.t);
  step_.bind(++at, step.phase);
  for (const auto& value : step.values) bind(value);
  for (const auto& value : step.compute_ms) bind(value);
  step_.exec();
}

void JournalWriter::write(std::int64_t row, const JournalRewind& rewind) {
  SQLite::Statement again(*database_, "DELETE FROM step WHERE run = ? AND step >= ?");
  again.bind(1, row);
  again.bind(2, rewind.step);
  again.exec();
  SQLite::Statement epoch(*database_, "UPDATE run SET epoch = ? WHERE id = ?");
  epoch.bind(1, rewind.epoch);
  epoch.bind(2, row);
  epoch.exec();
}

void JournalWriter::write(std::int64_t row, const JournalEvent& event) {
  event_.reset();
  event_.bind(1, row);
  event_.bind(2, std::string(name(event.type)));
  event_.bind(3, event.body);
  event_.exec();
}

void JournalWriter::write(std::int64_t row, const JournalEnd& end) {
  SQLite::Statement update(*database_, "UPDATE run SET report = ? WHERE id = ?");
  update.bind(1, end.report);
  update.bind(2, row);
  update.exec();
}

}  // namespace sotto
