// Reads a journal, on a connection of its own, also while it is being written.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/observers/history.hpp"
#include "server/observers/journal/journal_schema.hpp"
#include "shared/base/json_fields.hpp"

namespace sotto {

class JournalReader {
 public:
  /// Throws JournalError where the file is missing or no journal of this version. Every other
  /// member throws it where the file cannot be read.
  explicit JournalReader(const std::filesystem::path& file);
  ~JournalReader();

  /// The runs but those of these names, the newest first:
  /// [{"session", "created", "steps", "outcome", "bits", "live": false}, …]
  Json recorded(const std::set<std::string>& but) const;

  struct Run {
    std::int64_t id;
    std::string name;
    std::string session;
    std::string created;
    Json config;
    Json task;    ///< protocol::TaskInfo
    Json report;  ///< null where it has not ended, or not in order
    std::vector<Change> changes;

    /// N of its configuration, 0 where that has none.
    std::int64_t bits() const;
    /// The names of the task's series.
    std::vector<std::string> series() const;
  };
  /// By its name, or the newest where that is empty. Nothing where there is none.
  std::optional<Run> run(const std::string& name) const;

  /// The steps from `from` to `to`, both inclusive, in at most `points` buckets. Of every step, but
  /// that those before folded_before() come in the buckets that they are in. All figures are
  /// finite.
  std::vector<Bucket> history(const Run& run, std::int64_t from, std::int64_t to,
                              std::size_t points) const;
  /// The steps before that one are kept in buckets; 0: all are kept one by one.
  std::int64_t folded_before(const Run& run) const;

  /// Bytes of each list of a chronicle.
  static constexpr std::size_t kMaxListed = std::size_t{4} << 20;
  /// {"notices", "messages", "readings", "ciphertexts", "probes", "findings", "cut"} as JSON: all
  /// of them, or the newest that fit into kMaxListed; `cut` names the lists that lack older ones.
  /// Bodies that are no JSON are a JournalError.
  std::string chronicle(const Run& run) const;

 private:
  std::unique_ptr<SQLite::Database> database_;
};

}  // namespace sotto
