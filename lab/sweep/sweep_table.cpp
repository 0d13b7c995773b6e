#include "lab/sweep/sweep_table.hpp"

#include <array>

#include "lab/report/curve.hpp"
#include "lab/report/statistics.hpp"

namespace sotto {
namespace {

/// The parts of the values that the summary tells of each figure.
struct Share {
  const char* name;
  double share;
};
constexpr std::array<Share, 3> kShares{
    {{"_median", 0.5}, {"_lower_quartile", 0.25}, {"_upper_quartile", 0.75}}};

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

void add_columns(const std::vector<std::string>& names, Table& table) {
  for (const auto& name : names) table.columns.push_back({name});
}

void add_axes(const SweepPlan& plan, Table& table) {
  for (const auto& axis : plan.axes) table.columns.push_back({axis.field});
}

/// What the runs of one combination come to.
std::vector<Json> summary_row(const SweepRows& sweep, const std::vector<const SweepRow*>& rows,
                              std::size_t combination) {
  const auto values = sweep.plan().values(combination);
  std::vector<Json> cells(values.begin(), values.end());
  std::int64_t failed = 0;
  std::int64_t successes = 0;
  for (const auto* row : rows) {
    failed += row->failed ? 1 : 0;
    successes += row->success ? 1 : 0;
  }
  const auto runs = static_cast<std::int64_t>(rows.size());
  for (const auto count : {runs, failed, successes}) cells.emplace_back(count);
  const auto rate = success_rate(successes, runs);
  cells.push_back(rate ? Json(rate->mean) : Json());
  cells.push_back(rate ? Json(rate->low) : Json());
  cells.push_back(rate ? Json(rate->high) : Json());
  for (std::size_t i = 0; i < sweep.figures().size(); ++i) {
    std::vector<double> known;
    for (const auto* row : rows)
      if (row->figures[i]) known.push_back(*row->figures[i]);
    for (const auto& part : kShares) cells.push_back(or_null(quantile(known, part.share)));
  }
  return cells;
}

}  // namespace

Table run_table(const SweepRows& sweep, const std::vector<SweepRow>& rows) {
  Table table;
  add_columns({"index", "seed"}, table);
  add_axes(sweep.plan(), table);
  add_columns(
      {"failed", "exit_code", "error", "success", "outcome", "steps", "main_steps", "goal_at_step"},
      table);
  add_columns(sweep.figures(), table);
  if (sweep.plan().audit) table.columns.push_back({"audit_grade"});
  table.columns.push_back({.name = "seconds", .timed = true});
  for (const auto& row : rows) {
    std::vector<Json> cells{row.run.index, row.run.seed};
    for (const auto& value : row.run.values) cells.emplace_back(value);
    for (const auto& cell : {Json(row.failed), Json(row.exit_code), or_null(row.error),
                             Json(row.success), or_null(row.outcome), or_null(row.steps),
                             or_null(row.main_steps), or_null(row.goal_at_step)})
      cells.push_back(cell);
    for (const auto& figure : row.figures) cells.push_back(or_null(figure));
    if (sweep.plan().audit) cells.push_back(or_null(row.grade));
    cells.emplace_back(row.seconds);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table summary_table(const SweepRows& sweep, const std::vector<SweepRow>& rows) {
  Table table;
  add_axes(sweep.plan(), table);
  add_columns(
      {"runs", "failed", "successes", "success_rate", "success_rate_low", "success_rate_high"},
      table);
  for (const auto& figure : sweep.figures())
    for (const auto& part : kShares) table.columns.push_back({figure + part.name});
  std::vector<std::vector<const SweepRow*>> of(sweep.plan().combinations());
  for (const auto& row : rows) of[row.run.combination].push_back(&row);
  for (std::size_t i = 0; i < of.size(); ++i) table.rows.push_back(summary_row(sweep, of[i], i));
  return table;
}

Table curve_table(const std::vector<Json>& records) {
  Table table;
  add_columns({"run", "series", "main_steps", "mean"}, table);
  for (const auto& record : records) {
    const auto& report = record.at("report");
    if (report.is_null() || !report.contains("curves")) continue;
    const auto curve = curve_from_json(report.at("curves"));
    for (const auto& [name, values] : curve.series)
      for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i])
          table.rows.push_back({record.at("index"), name, curve.main_steps[i], *values[i]});
  }
  return table;
}

Table audit_table(const std::vector<Json>& records) {
  // The names of the findings' fields, docs/sweeps.md.
  constexpr std::array kFields{
      "attacker",  "hears",    "reads", "minibatches", "bits_wrong", "leak_bits_at_least",
      "gain_bits", "distance", "blind", "gain",        "seconds"};
  Table table;
  add_columns({"run", "seed", "grade"}, table);
  for (const auto* field : kFields) table.columns.push_back({field});
  for (const auto& record : records)
    for (const auto& audit : record.at("audits"))
      for (const auto& finding : audit.at("findings")) {
        std::vector<Json> cells{record.at("index"), audit.at("seed"), grade_of(audit)};
        for (const auto* field : kFields) cells.push_back(finding.value(field, Json()));
        table.rows.push_back(std::move(cells));
      }
  return table;
}

}  // namespace sotto
