// What a sweep has come to, as tables.
#pragma once

#include "lab/report/table.hpp"
#include "lab/sweep/sweep_row.hpp"

namespace sotto {

/// One row for each of `rows`, in their order: index, seed, the varied fields, how the run ended
/// and what was measured.
Table run_table(const SweepRows& sweep, const std::vector<SweepRow>& rows);

/// One row for each combination of varied fields, in the plan's order: its runs, how many failed
/// and succeeded, the rate of successes among all its runs with Wilson's 95 % interval, and of
/// every figure the median and the quartiles of those runs that have it.
Table summary_table(const SweepRows& sweep, const std::vector<SweepRow>& rows);

/// One row for each point of each run's curves: the run, the series, the main steps until there,
/// and the mean. `records`: what the reports hold, by index.
Table curve_table(const std::vector<Json>& records);

/// One row for each attacker in each audit of a run. `records`: what the reports hold, by index.
Table audit_table(const std::vector<Json>& records);

}  // namespace sotto
