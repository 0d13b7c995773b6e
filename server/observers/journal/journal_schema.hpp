// The SQLite file of a journal: its tables, and what is done with files of other versions.
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>

namespace SQLite {
class Database;
}

namespace sotto {

/// One sentence: which file and what is wrong with it.
struct JournalError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Marks of a journal in SQLite's header, and the version of its tables.
inline constexpr int kJournalApplication = 0x534F5454;  // "SOTT"
inline constexpr int kJournalSchema = 4;

/// Opens a journal for writing, creates it where it is missing. One with tables of an older version
/// is put aside: renamed to FILE.version-1 (with that version's number), and a new one is begun.
/// Throws JournalError where the file cannot be used, is no journal, or is one of a newer version.
std::unique_ptr<SQLite::Database> open_journal(const std::filesystem::path& file);

/// Opens one for reading. Throws JournalError, also for one of another version.
std::unique_ptr<SQLite::Database> open_journal_to_read(const std::filesystem::path& file);

}  // namespace sotto
