// The reports of a sweep's runs, gathered.
#pragma once

#include "lab/sweep/sweep_directory.hpp"

namespace sotto {

struct Collected {
  std::int64_t runs = 0;
  std::int64_t failed = 0;
  std::vector<std::int64_t> missing;  ///< indices without a report
};

/// Writes runs.csv, summary.csv and sweep.sqlite from the reports that are there. Throws SweepError
/// where a report is none, std::runtime_error where a file cannot be written.
Collected collect(const SweepDirectory& directory, const SweepPlan& plan);

}  // namespace sotto
