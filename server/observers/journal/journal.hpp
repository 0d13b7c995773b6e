// The journal: sessions as they went, in one SQLite file, for whoever wants to see them again.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "server/observers/journal/journal_buckets.hpp"
#include "server/observers/journal/journal_entry.hpp"
#include "server/observers/journal/journal_schema.hpp"

namespace sotto {

class JournalWriter;

/// How long another program may hold the file before what is to be written is lost.
struct JournalPatience {
  std::chrono::milliseconds running{60'000};
  std::chrono::milliseconds at_end{2'000};  ///< once the journal is to be closed
};

struct JournalOptions {
  JournalPatience patience{};
  JournalFolding folding{};
  std::optional<std::chrono::days>
      keep{};  ///< older runs that are not open here are deleted; nothing: none is
};

/// Writes on a thread of its own, many entries at a time. What it cannot write it counts; the
/// sessions go on. All members may be called from any thread.
class Journal {
 public:
  /// As open_journal() (journal_schema.hpp).
  explicit Journal(const std::filesystem::path& file, JournalOptions options = {});
  /// Writes what waits.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// A session begins, or goes on.
  RunId open(std::variant<JournalRun, JournalReturn> run);
  /// Of a run that was opened.
  template <class What>
  void write(RunId run, What what) {
    put({run, std::move(what)});
  }

  /// Waits until all that was given has been written, or could not be; `at_most` so long.
  void settle(std::chrono::milliseconds at_most);

  /// Entries that could not be written.
  std::int64_t lost() const { return lost_; }
  /// How often the file was found in use by another program.
  std::int64_t found_busy() const { return found_busy_; }
  /// The name of a run in the file, as "live-2026-11-22T16-03-12"; empty until it has been written.
  std::string name_of(RunId run) const;
  const std::filesystem::path& file() const { return file_; }

 private:
  bool wait_for_others();
  void delete_old();
  void write_all(const std::vector<JournalEntry>& batch);
  void put(JournalEntry entry);
  void run();

  // Constant after construction.
  std::filesystem::path file_;
  JournalOptions options_;

  // Used by the thread only, once it runs.
  std::unique_ptr<JournalWriter> writer_;
  std::optional<std::chrono::steady_clock::time_point> deleted_at_;
  bool told_ = false;  ///< that it cannot be written
  std::atomic<RunId> last_run_{0};
  std::atomic<std::int64_t> lost_{0};
  std::atomic<std::int64_t> found_busy_{0};
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  std::condition_variable settled_;
  std::vector<JournalEntry> queue_;     // guarded by mutex_
  std::map<RunId, std::string> names_;  // guarded by mutex_
  bool stopping_ = false;               // guarded by mutex_
  int waiting_ = 0;                     // settle() calls, guarded by mutex_
  bool writing_ = false;                // guarded by mutex_
  /// Since when another program has held the file, and whether that is since stopping_.
  std::optional<std::chrono::steady_clock::time_point> busy_since_;  // guarded by mutex_
  bool busy_at_end_ = false;                                         // guarded by mutex_
  std::thread thread_;
};

}  // namespace sotto
