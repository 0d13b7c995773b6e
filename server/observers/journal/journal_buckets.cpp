#include "server/observers/journal/journal_buckets.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cmath>

namespace sotto {
namespace {

constexpr std::array kFigures{"count", "min", "max", "sum"};

}  // namespace

double finite_at(const SQLite::Statement& row, int column) {
  const auto number = row.getColumn(column).getDouble();
  if (!std::isfinite(number)) throw FieldError("a figure of a step is not finite");
  return number;
}

std::vector<std::int64_t> phases_of_series(const Json& task) {
  const auto& phases = task.at("phases");
  std::vector<std::int64_t> places;
  for (const auto& each : task.at("series")) {
    const auto found = std::ranges::find(phases, each.at("phase"));
    places.push_back(found == phases.end() ? -1 : found - phases.begin());
  }
  places.resize(std::min(places.size(), kMaxSeries));
  return places;
}

std::string bucket_columns(const std::vector<std::int64_t>& phases) {
  std::string sql = "min(step), max(step), max(t)";
  for (std::size_t i = 0; i < phases.size(); ++i)
    for (const auto* figure : kFigures)
      sql += std::string(", ") + figure + "(CASE WHEN phase = " + std::to_string(phases[i]) +
             " THEN v" + std::to_string(i) + " END)";
  return sql;
}

std::string folded_columns(std::size_t series) {
  std::string sql = "first, last, t";
  for (std::size_t i = 0; i < series; ++i)
    for (const auto* figure : kFigures) sql += std::string(", ") + figure + std::to_string(i);
  return sql;
}

Bucket bucket_from(const SQLite::Statement& row, std::size_t series) {
  Bucket bucket;
  bucket.first = row.getColumn(0).getInt64();
  bucket.last = row.getColumn(1).getInt64();
  bucket.t = finite_at(row, 2);
  int at = 3;
  for (std::size_t i = 0; i < series; ++i, at += static_cast<int>(kFigures.size())) {
    auto& spread = bucket.series[i];
    spread.count = row.getColumn(at).getInt64();
    if (spread.count == 0) continue;
    spread.min = finite_at(row, at + 1);
    spread.max = finite_at(row, at + 2);
    spread.sum = finite_at(row, at + 3);
  }
  return bucket;
}

void fold_steps(SQLite::Database& database, std::int64_t run,
                const std::vector<std::int64_t>& phases, std::int64_t step) {
  SQLite::Statement fold(database, "INSERT OR REPLACE INTO bucket (run, " +
                                       folded_columns(phases.size()) + ") SELECT run, " +
                                       bucket_columns(phases) +
                                       " FROM step WHERE run = ?1 AND step < ?2 GROUP BY run");
  SQLite::Statement forget(database, "DELETE FROM step WHERE run = ?1 AND step < ?2");
  for (auto* each : {&fold, &forget}) {
    each->bind(1, run);
    each->bind(2, step);
    each->exec();
  }
}

void rewind_buckets(SQLite::Database& database, std::int64_t run, std::int64_t step) {
  SQLite::Statement forget(database, "DELETE FROM bucket WHERE run = ?1 AND first >= ?2");
  // What it holds cannot be taken apart again; the same steps give the same figures.
  SQLite::Statement shorten(database,
                            "UPDATE bucket SET last = ?2 - 1 WHERE run = ?1 AND last >= ?2");
  for (auto* each : {&forget, &shorten}) {
    each->bind(1, run);
    each->bind(2, step);
    each->exec();
  }
}

}  // namespace sotto
