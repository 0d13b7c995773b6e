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

JournalWriter::JournalWriter(const std::filesystem::path& file, JournalFolding folding)
    : database_(open_journal(file)),
      step_(*database_, kInsertStep),
      event_(*database_, "INSERT INTO event (run, type, body) VALUES (?, ?, ?)"),
      folding_(folding) {}

void JournalWriter::set_patience(int (*again)(void*, int), void* of) {
  sqlite3_busy_handler(database_->getHandle(), again, of);
}

JournalWriter::Written JournalWriter::write(const std::vector<JournalEntry>& entries) {
  auto all = open_;
  Written written;
  SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
  for (const auto& entry : entries) {
    const auto into = [&](const auto& what) {
      const auto run = all.find(entry.run);
      if (run == all.end())
        ++written.lost;
      else
        write(run->second, what);
    };
    std::visit(Handle{[&](const JournalRun& run) {
                        all[entry.run] = opened(open(run), written.names[entry.run]);
                      },
                      [&](const JournalReturn& back) {
                        all[entry.run] = opened(back.row, written.names[entry.run]);
                      },
                      [&](const JournalStep& step) { into(step); },
                      [&](const JournalRewind& rewind) { into(rewind); },
                      [&](const JournalEvent& event) { into(event); },
                      [&](const JournalUnread& unread) { into(unread); },
                      [&](const JournalRead& read) { into(read); },
                      [&](const JournalEnd& end) { into(end); }},
               entry.what);
  }
  transaction.commit();
  open_ = std::move(all);
  return written;
}

std::int64_t JournalWriter::open(const JournalRun& run) {
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
  return database_->getLastInsertRowid();
}

JournalWriter::Open JournalWriter::opened(std::int64_t row, std::string& name) {
  SQLite::Statement query(*database_, "SELECT name, task FROM run WHERE id = ?");
  query.bind(1, row);
  query.executeStep();
  name = query.getColumn(0).getString();
  return {.row = row, .phases = phases_of_series(Json::parse(query.getColumn(1).getString()))};
}

void JournalWriter::write(Open& run, const JournalStep& step) {
  step_.reset();
  int at = 0;
  const auto bind = [&](const std::optional<double>& value) {
    if (value)
      step_.bind(++at, *value);
    else
      step_.bind(++at);
  };
  step_.bind(++at, run.row);
  step_.bind(++at, step.step);
  step_.bind(++at, step.t);
  step_.bind(++at, step.phase);
  for (const auto& value : step.values) bind(value);
  for (const auto& value : step.compute_ms) bind(value);
  step_.exec();
  fold(run, step.step);
}

void JournalWriter::fold(Open& run, std::int64_t newest) {
  if (!run.first) {
    SQLite::Statement query(*database_, "SELECT min(step) FROM step WHERE run = ?");
    query.bind(1, run.row);
    query.executeStep();
    run.first = query.getColumn(0).getInt64();
  }
  const auto next = (*run.first / folding_.bucket + 1) * folding_.bucket;
  if (newest < next + folding_.one_by_one) return;
  fold_steps(*database_, run.row, run.phases, next);
  run.first = next;
}

void JournalWriter::write(Open& run, const JournalRewind& rewind) {
  SQLite::Statement again(*database_, "DELETE FROM step WHERE run = ? AND step >= ?");
  again.bind(1, run.row);
  again.bind(2, rewind.step);
  again.exec();
  rewind_buckets(*database_, run.row, rewind.step);
  run.first.reset();
  SQLite::Statement epoch(*database_, "UPDATE run SET epoch = ? WHERE id = ?");
  epoch.bind(1, rewind.epoch);
  epoch.bind(2, run.row);
  epoch.exec();
}

void JournalWriter::write(const Open& run, const JournalEvent& event) {
  event_.reset();
  event_.bind(1, run.row);
  event_.bind(2, std::string(name(event.type)));
  event_.bind(3, event.body);
  event_.exec();
}

void JournalWriter::write(const Open& run, const JournalUnread& unread) {
  SQLite::Statement insert(*database_, "INSERT OR REPLACE INTO unread VALUES (?, ?, ?)");
  insert.bind(1, run.row);
  insert.bind(2, unread.number);
  insert.bind(3, unread.frame.data(), static_cast<int>(unread.frame.size()));
  insert.exec();
}

void JournalWriter::write(const Open& run, const JournalRead& read) {
  SQLite::Statement over(*database_, "DELETE FROM unread WHERE run = ? AND number <= ?");
  over.bind(1, run.row);
  over.bind(2, read.number);
  over.exec();
}

void JournalWriter::write(const Open& run, const JournalEnd& end) {
  SQLite::Statement update(*database_, "UPDATE run SET report = ? WHERE id = ?");
  update.bind(1, end.report);
  update.bind(2, run.row);
  update.exec();
}

void JournalWriter::delete_older_than(std::chrono::days age) {
  std::string open;
  for (const auto& [id, run] : open_) open += (open.empty() ? "" : ",") + std::to_string(run.row);
  SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement old(*database_,
                        "SELECT id FROM run WHERE created < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', "
                        "?) AND id NOT IN (" +
                            open + ")");
  old.bind(1, "-" + std::to_string(age.count()) + " days");
  while (old.executeStep()) {
    const auto run = std::to_string(old.getColumn(0).getInt64());
    for (const auto* table : {"step", "bucket", "event", "unread"})
      database_->exec("DELETE FROM " + std::string(table) + " WHERE run = " + run);
    database_->exec("DELETE FROM run WHERE id = " + run);
  }
  transaction.commit();
  SQLite::Statement vacuum(*database_, "PRAGMA incremental_vacuum");
  while (vacuum.executeStep()) {
  }
}

}  // namespace sotto
