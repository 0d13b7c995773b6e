// Writes entries into a journal's tables, many in one transaction.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "server/observers/journal/journal_entry.hpp"

namespace sotto {

/// The connection and its statements; of one thread at a time.
class JournalWriter {
 public:
  /// As open_journal() (journal_schema.hpp).
  explicit JournalWriter(const std::filesystem::path& file);

  /// Where another program holds the file, `again(of, …)` says whether to go on trying.
  void set_patience(int (*again)(void*, int), void* of);

  struct Written {
    std::map<RunId, std::string> names;  ///< of runs that were opened
    std::int64_t lost = 0;               ///< of runs whose opening was lost
  };
  /// All of them or, with an exception, none.
  Written write(const std::vector<JournalEntry>& entries);

 private:
  std::string open(const JournalRun& run);
  std::string name_at(std::int64_t row);
  void write(std::int64_t row, const JournalStep& step);
  void write(std::int64_t row, const JournalRewind& rewind);
  void write(std::int64_t row, const JournalEvent& event);
  void write(std::int64_t row, const JournalEnd& end);

  std::unique_ptr<SQLite::Database> database_;
  SQLite::Statement step_;
  SQLite::Statement event_;
  std::map<RunId, std::int64_t> rows_;  ///< of the table `run`
};

}  // namespace sotto
