// How the journal of a long session stays small: the newest steps are kept one by one, the ones
// before them in buckets.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/observers/history.hpp"
#include "shared/base/json_fields.hpp"

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace sotto {

struct JournalFolding {
  std::int64_t one_by_one = 100'000;  ///< so many of the newest steps
  std::int64_t bucket = 1'000;        ///< steps that are folded into one
};

/// The place among a task's phases of each series' phase; -1 where it is none of them. `task` is a
/// protocol::TaskInfo. Throws Json::exception.
std::vector<std::int64_t> phases_of_series(const Json& task);

/// A figure of a row. Throws FieldError where it is not finite.
double finite_at(const SQLite::Statement& row, int column);

/// Columns for a SELECT of `step` with GROUP BY: first and last step, the time, and of each series
/// count, min, max and sum, of the steps of its phase.
std::string bucket_columns(const std::vector<std::int64_t>& phases);
/// The same of the table `bucket`.
std::string folded_columns(std::size_t series);
/// Of a row with those columns. Throws FieldError where a figure is not finite.
Bucket bucket_from(const SQLite::Statement& row, std::size_t series);

/// Puts the steps of a run that come before `step` into one bucket. In a transaction.
void fold_steps(SQLite::Database& database, std::int64_t run,
                const std::vector<std::int64_t>& phases, std::int64_t step);
/// Forgets what is in buckets of the steps from `step` on. In a transaction.
void rewind_buckets(SQLite::Database& database, std::int64_t run, std::int64_t step);

}  // namespace sotto
