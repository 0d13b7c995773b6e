// One run of a sweep.
#pragma once

#include <cstdint>

#include "lab/sweep/sweep_directory.hpp"

namespace sotto {

/// Trains in a process of its own, which keeps curves, audits where the plan says so, and writes
/// the run's report, which is complete or not there at all. A training or an audit that fails is
/// reported with its exit code and its last sentence. Does nothing where the report is there.
/// Throws SweepError where the plan has no such run, std::runtime_error where somebody ended the
/// training by a signal or the report cannot be written: then the run stays missing.
void do_run(const SweepDirectory& directory, const SweepPlan& plan, std::int64_t index);

}  // namespace sotto
