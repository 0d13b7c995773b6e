// Writes entries into a journal's tables, many in one transaction.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "server/observers/journal/journal_buckets.hpp"
#include "server/observers/journal/journal_entry.hpp"

namespace sotto {

/// The connection and its statements; of one thread at a time.
class JournalWriter {
 public:
  /// As open_journal() (journal_schema.hpp).
  explicit JournalWriter(const std::filesystem::path& file, JournalFolding folding = {});

  /// Where another program holds the file, `again(of, …)` says whether to go on trying.
  void set_patience(int (*again)(void*, int), void* of);

  struct Written {
    std::map<RunId, std::string> names;  ///< of runs that were opened
    std::int64_t lost = 0;               ///< of runs whose opening was lost
  };
  /// All of them or, with an exception, none.
  Written write(const std::vector<JournalEntry>& entries);

  /// Whether it has begun a run, or goes on with one.
  bool any_open() const { return !open_.empty(); }

  /// Deletes the runs that were created so long ago, but for those that are open; gives their space
  /// back.
  void delete_older_than(std::chrono::days age);

 private:
  /// Of the table `run`.
  struct Open {
    std::int64_t row;
    std::vector<std::int64_t> phases;     ///< of the series
    std::optional<std::int64_t> first{};  ///< step that is kept by itself, where it is known
  };

  std::int64_t open(const JournalRun& run);
  Open opened(std::int64_t row, std::string& name);
  void write(Open& run, const JournalStep& step);
  void write(Open& run, const JournalRewind& rewind);
  void write(const Open& run, const JournalEvent& event);
  void write(const Open& run, const JournalUnread& unread);
  void write(const Open& run, const JournalRead& read);
  void write(const Open& run, const JournalEnd& end);
  void fold(Open& run, std::int64_t newest);

  std::unique_ptr<SQLite::Database> database_;
  SQLite::Statement step_;
  SQLite::Statement event_;
  JournalFolding folding_;
  std::map<RunId, Open> open_;
};

}  // namespace sotto
