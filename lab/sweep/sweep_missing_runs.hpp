// The runs of a sweep that are missing, several at once.
#pragma once

#include "lab/sweep/sweep_directory.hpp"

namespace sotto {

/// Does them in `jobs` processes at once, each `sotto-lab sweep DIR --run INDEX`, and tells on
/// standard error how far it is. False where SIGINT, SIGTERM or SIGHUP came: no process is left,
/// and what is done is kept. A run that could not be reported is told and stays missing.
bool do_missing_runs(const SweepDirectory& directory, const SweepPlan& plan, unsigned jobs);

}  // namespace sotto
