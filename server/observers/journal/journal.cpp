#include "server/observers/journal/journal.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include <algorithm>

#include "server/observers/event_json.hpp"

namespace sotto {
namespace {

/// How often what waits is written, and how much may wait.
constexpr std::chrono::milliseconds kEvery{100};
constexpr std::size_t kMaxQueued = 100'000;
/// How long another program may hold the file: when it is opened, while what is to be written
/// waits, and once the journal is to be closed.
constexpr int kBusyMs = 2'000;
constexpr std::chrono::milliseconds kTryAgain{20};
constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::seconds kPatienceAtEnd{2};

constexpr auto kTables = R"(
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,     -- session-2026-11-22T16-03-12
  session TEXT NOT NULL,
  created TEXT NOT NULL,         -- UTC
  config TEXT NOT NULL,          -- JSON
  report TEXT                    -- JSON, once it has ended
);
CREATE TABLE step (              -- bits wrong, of Alice-Bob steps; compute times in ms
  run INTEGER NOT NULL REFERENCES run, step INTEGER NOT NULL, t REAL NOT NULL,
  bob REAL, eve REAL, shadow REAL, alice_ms REAL, bob_ms REAL, eve_ms REAL,
  PRIMARY KEY (run, step)
) WITHOUT ROWID;
CREATE TABLE told (              -- everything else that watchers were told, in its order
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run,
  type TEXT NOT NULL,            -- event, message, reading or change
  body TEXT NOT NULL             -- JSON
);
CREATE INDEX told_of_run ON told (run, type);
)";

/// "live", "2026-11-22T16:03:12Z" -> "live-2026-11-22T16-03-12"
std::string run_name(const std::string& session, std::string created) {
  std::ranges::replace(created, ':', '-');
  if (created.ends_with('Z')) created.pop_back();
  return session + "-" + created;
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace

/// The connection and its statements.
class Journal::Writer {
 public:
  explicit Writer(const std::filesystem::path& file)
      : database_(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyMs) {
    const auto application = database_.execAndGet("PRAGMA application_id").getInt();
    const auto schema = database_.execAndGet("PRAGMA user_version").getInt();
    const auto tables = database_.execAndGet("SELECT count(*) FROM sqlite_master").getInt();
    const auto name = "journal '" + file.string() + "' ";
    if (application != kJournalApplication && (tables > 0 || application != 0))
      throw JournalError(name + "is a database, but no journal of Sotto's");
    if (application == kJournalApplication && schema != kJournalSchema)
      throw JournalError(name + "has tables of version " + std::to_string(schema) +
                         ", this program knows version " + std::to_string(kJournalSchema));
    database_.exec("PRAGMA journal_mode = WAL");
    database_.exec("PRAGMA synchronous = NORMAL");
    if (tables == 0) {
      SQLite::Transaction transaction(database_);
      database_.exec(kTables);
      database_.exec("PRAGMA application_id = " + std::to_string(kJournalApplication));
      database_.exec("PRAGMA user_version = " + std::to_string(kJournalSchema));
      transaction.commit();
    }
    step_.emplace(database_, "INSERT OR REPLACE INTO step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    told_.emplace(database_, "INSERT INTO told (run, type, body) VALUES (?, ?, ?)");
  }

  /// Where another program holds the file, `again` says whether to go on trying.
  void set_patience(int (*again)(void*, int), void* of) {
    sqlite3_busy_handler(database_.getHandle(), again, of);
  }

  struct Written {
    std::map<RunId, std::string> names;  ///< of runs that were opened
    std::int64_t lost = 0;               ///< of runs whose opening was lost
  };
  /// All of them or, with an exception, none.
  Written write(const std::vector<Entry>& entries) {
    auto rows = rows_;
    Written written;
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    for (const auto& entry : entries) {
      if (const auto* opened = std::get_if<Opened>(&entry.what)) {
        written.names[entry.run] = open(*opened);
        rows[entry.run] = database_.getLastInsertRowid();
      } else if (const auto row = rows.find(entry.run); row != rows.end()) {
        if (const auto* tell = std::get_if<Tell>(&entry.what))
          write(row->second, *tell);
        else
          finish(row->second, std::get<Finished>(entry.what));
      } else {
        ++written.lost;
      }
    }
    transaction.commit();
    rows_ = std::move(rows);
    return written;
  }

 private:
  std::string open(const Opened& run) {
    const auto base = run_name(run.session, run.created);
    auto name = base;
    SQLite::Statement taken(database_, "SELECT count(*) FROM run WHERE name = ?");
    for (int again = 2;; ++again) {
      taken.reset();
      taken.bind(1, name);
      taken.executeStep();
      if (taken.getColumn(0).getInt() == 0) break;
      name = base + "-" + std::to_string(again);
    }
    SQLite::Statement insert(
        database_, "INSERT INTO run (name, session, created, config) VALUES (?, ?, ?, ?)");
    insert.bind(1, name);
    insert.bind(2, run.session);
    insert.bind(3, run.created);
    insert.bind(4, run.config);
    insert.exec();
    return name;
  }

  void write(std::int64_t row, const Tell& tell) {
    if (const auto* step = std::get_if<StepFigures>(&tell)) return write(row, *step);
    if (const auto* event = std::get_if<Event>(&tell)) {
      // Steps from there on are taken again.
      if (event->kind == EventKind::epoch) {
        SQLite::Statement again(database_, "DELETE FROM step WHERE run = ? AND step >= ?");
        again.bind(1, row);
        again.bind(2, event->step);
        again.exec();
      }
      return write(row, "event", to_json(*event));
    }
    if (const auto* message = std::get_if<Message>(&tell))
      return write(row, "message", to_json(*message));
    if (const auto* reading = std::get_if<ChatReading>(&tell))
      return write(row, "reading", to_json(*reading));
    if (const auto* change = std::get_if<Change>(&tell))
      return write(row, "change", to_json(*change));
  }

  void write(std::int64_t row, const char* type, const Json& body) {
    told_->reset();
    told_->bind(1, row);
    told_->bind(2, type);
    told_->bind(3, text_of(body));
    told_->exec();
  }

  void write(std::int64_t row, const StepFigures& step) {
    step_->reset();
    int at = 0;
    const auto bind = [&](const std::optional<double>& value) {
      if (value)
        step_->bind(++at, *value);
      else
        step_->bind(++at);
    };
    step_->bind(++at, row);
    step_->bind(++at, step.step);
    bind(step.t);
    for (const auto& value : {step.bob, step.eve, step.shadow}) bind(value);
    for (const auto& value : step.compute_ms) bind(value);
    step_->exec();
  }

  void finish(std::int64_t row, const Finished& run) {
    SQLite::Statement update(database_, "UPDATE run SET report = ? WHERE id = ?");
    update.bind(1, run.report);
    update.bind(2, row);
    update.exec();
  }

  SQLite::Database database_;
  std::optional<SQLite::Statement> step_;
  std::optional<SQLite::Statement> told_;
  std::map<RunId, std::int64_t> rows_;
};

Journal::Journal(const std::filesystem::path& file) : file_(file) {
  try {
    writer_ = std::make_unique<Writer>(file);
  } catch (const SQLite::Exception& error) {
    throw JournalError("journal '" + file.string() + "' cannot be used: " + error.what());
  }
  writer_->set_patience(
      [](void* self, int) { return static_cast<Journal*>(self)->wait_for_others() ? 1 : 0; }, this);
  thread_ = std::thread([this] { run(); });
}

/// Another program holds the file, be it only to copy it. False: do without what was to be written.
bool Journal::wait_for_others() {
  const auto now = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  if (!busy_since_ || stopping_ != busy_at_end_) busy_since_ = now;
  busy_at_end_ = stopping_;
  if (now - *busy_since_ >= (stopping_ ? kPatienceAtEnd : kPatience)) return false;
  stop_.wait_for(lock, kTryAgain, [&] { return stopping_ != busy_at_end_; });
  return true;
}

Journal::~Journal() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

RunId Journal::open(const std::string& session, const std::string& created,
                    const Json& config) {
  const auto id = ++last_run_;
  put({id, Opened{session, created, config.dump()}});
  return id;
}

void Journal::write(RunId run, const Tell& tell) { put({run, tell}); }

void Journal::finish(RunId run, const Json& report) { put({run, Finished{text_of(report)}}); }

std::string Journal::name_of(RunId run) const {
  const std::lock_guard lock(mutex_);
  const auto found = names_.find(run);
  return found == names_.end() ? std::string() : found->second;
}

void Journal::put(Entry entry) {
  // Nobody is woken: the thread looks by itself, so that this costs a step next to nothing.
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= kMaxQueued)
    ++lost_;
  else
    queue_.push_back(std::move(entry));
}

void Journal::run() {
  std::vector<Entry> batch;
  bool told = false;
  for (bool last = false; !last;) {
    batch.clear();
    {
      std::unique_lock lock(mutex_);
      stop_.wait_for(lock, kEvery, [this] { return stopping_; });
      last = stopping_;
      batch.swap(queue_);
    }
    if (batch.empty()) continue;
    {
      const std::lock_guard lock(mutex_);
      busy_since_.reset();
    }
    try {
      auto written = writer_->write(batch);
      lost_ += written.lost;
      const std::lock_guard lock(mutex_);
      names_.merge(written.names);
    } catch (const std::exception& error) {
      lost_ += static_cast<std::int64_t>(batch.size());
      if (!told)
        spdlog::error("journal '{}' cannot be written, the session goes on without it: {}",
                      file_.string(), error.what());
      told = true;
    }
  }
}

}  // namespace sotto
