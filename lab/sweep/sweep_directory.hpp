// Where a sweep stands on disk.
#pragma once

#include <filesystem>

#include "lab/sweep/sweep_plan.hpp"

namespace sotto {

/// plan.json, reports/INDEX.json of each run that is done, and what is made of them. All that it
/// throws is SweepError, unless another is named.
class SweepDirectory {
 public:
  /// Nothing need be there.
  explicit SweepDirectory(std::filesystem::path path) : path_(std::move(path)) {}

  /// Writes the plan where there is none yet. Throws where another one is there: a sentence that
  /// says what differs.
  void begin(const SweepPlan& plan) const;
  /// The plan that is there. Throws where there is none.
  SweepPlan plan() const;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path file(const std::string& name) const { return path_ / name; }
  std::filesystem::path report(std::int64_t index) const;
  /// A place for files that a run needs while it is at work.
  std::filesystem::path work() const { return path_ / "work"; }

  bool is_done(std::int64_t index) const;
  /// The runs of the plan that have no report, ascending.
  std::vector<std::int64_t> missing(const SweepPlan& plan) const;
  /// What reports/INDEX.json holds.
  Json record(std::int64_t index) const;

  /// Until this process ends nobody else can have it. Throws where somebody has.
  void lock() const;

 private:
  std::filesystem::path path_;
};

}  // namespace sotto
