#include "lab/sweep/sweep_collect.hpp"

#include "lab/sweep/sweep_table.hpp"

namespace sotto {

Collected collect(const SweepDirectory& directory, const SweepPlan& plan) {
  const SweepRows sweep(plan);
  Collected collected;
  std::vector<SweepRow> rows;
  std::vector<Json> records;
  for (const auto& run : plan.runs()) {
    if (!directory.is_done(run.index)) {
      collected.missing.push_back(run.index);
      continue;
    }
    records.push_back(directory.record(run.index));
    rows.push_back(sweep.row(run, records.back()));
    ++collected.runs;
    collected.failed += rows.back().failed ? 1 : 0;
  }
  auto runs = run_table(sweep, rows);
  write_csv(runs, directory.file("runs.csv"));
  const auto summary = summary_table(sweep, rows);
  write_csv(summary, directory.file("summary.csv"));
  const auto curves = curve_table(records);
  // The database has all that there is to know of a run.
  runs.columns.push_back({.name = "report", .timed = true});
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!records[i].at("report").is_null()) records[i]["report"].erase("curves");
    runs.rows[i].emplace_back(records[i].dump());
  }
  write_sqlite(
      {{"run", runs}, {"audit", audit_table(records)}, {"curve", curves}, {"summary", summary}},
      directory.file("sweep.sqlite"));
  // Where nobody needs it any more.
  std::error_code ignored;
  if (collected.missing.empty()) std::filesystem::remove_all(directory.work(), ignored);
  return collected;
}

}  // namespace sotto
