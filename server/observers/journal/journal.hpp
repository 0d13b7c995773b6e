// The journal: sessions as they went, in one SQLite file, for whoever wants to see them again.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "shared/room/session_event.hpp"
#include "shared/base/json_fields.hpp"

namespace SQLite {
class Database;
}

namespace sotto {

/// One sentence: which file and what is wrong with it.
struct JournalError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One session of one relay; 0 is none.
using RunId = std::int64_t;

/// Marks of a journal in SQLite's header, and the version of its tables.
inline constexpr int kJournalApplication = 0x534F5454;  // "SOTT"
inline constexpr int kJournalSchema = 1;

/// Writes on a thread of its own, many entries at a time. What it cannot write it counts; the
/// sessions go on. All members may be called from any thread.
class Journal {
 public:
  /// Creates the file where it is missing. Throws JournalError where it cannot be written, is no
  /// journal, or is one of a newer version.
  explicit Journal(const std::filesystem::path& file);
  /// Writes what waits.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// A session begins. `created` as "2026-11-22T16:03:12Z".
  RunId open(const std::string& session, const std::string& created, const Json& config);
  void write(RunId run, const Tell& tell);
  /// A session has ended.
  void finish(RunId run, const Json& report);

  /// Entries that could not be written.
  std::int64_t lost() const { return lost_; }
  /// The name of a run in the file, as "live-2026-11-22T16-03-12"; empty until it has been written.
  std::string name_of(RunId run) const;
  const std::filesystem::path& file() const { return file_; }

 private:
  struct Opened {
    std::string session;
    std::string created;
    std::string config;
  };
  struct Finished {
    std::string report;
  };
  struct Entry {
    RunId run;
    std::variant<Opened, Tell, Finished> what;
  };

  class Writer;

  bool wait_for_others();
  void put(Entry entry);
  void run();

  std::filesystem::path file_;
  std::unique_ptr<Writer> writer_;  // used by the thread only, once it runs
  std::atomic<RunId> last_run_{0};
  std::atomic<std::int64_t> lost_{0};
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  std::vector<Entry> queue_;            // guarded by mutex_
  std::map<RunId, std::string> names_;  // guarded by mutex_
  bool stopping_ = false;               // guarded by mutex_
  /// Since when another program has held the file, and whether that is since stopping_.
  std::optional<std::chrono::steady_clock::time_point> busy_since_;  // guarded by mutex_
  bool busy_at_end_ = false;                                         // guarded by mutex_
  std::thread thread_;
};

}  // namespace sotto
