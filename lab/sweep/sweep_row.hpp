// What is known of one run of a sweep, from its report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lab/sweep/sweep_plan.hpp"

namespace sotto {

/// Whether reports/INDEX.json tells of a training or an audit that failed.
bool has_failed(const Json& record);

/// What an audit comes to: its grade or, where it was learned what to protect, `hidden` or `told`.
std::string grade_of(const Json& audit);

struct SweepRow {
  SweepRun run;
  bool failed = false;
  int exit_code = 0;
  std::string error;                           ///< of a run that failed
  bool success = false;                        ///< the task's goal was met or, of a run until an
                                               ///< audit's grade, that
  std::string outcome;                         ///< the report's; empty where there is none
  std::optional<std::int64_t> steps;           ///< of all phases
  std::optional<std::int64_t> main_steps;      ///< done
  std::optional<std::int64_t> goal_at_step;    ///< of all phases, the first time
  std::string grade;                           ///< the worst of its audits; empty without any
  std::vector<std::optional<double>> figures;  ///< those of SweepRows::figures()
  double seconds = 0;                          ///< training and audits
};

/// Reads the reports of one sweep.
class SweepRows {
 public:
  /// `plan` must have passed validate() and outlive this.
  explicit SweepRows(const SweepPlan& plan);

  const SweepPlan& plan() const { return plan_; }
  /// The names of what is measured: main steps to success; each series of the task, its mean at the
  /// end; what the ciphertext tells at most, by the session and by the audits; and of each attacker
  /// the bits wrong and the leak in bits, or of a panel of task `selective` what it comes to, means
  /// over the run's audits.
  const std::vector<std::string>& figures() const { return figures_; }

  /// `record`: what reports/INDEX.json holds of that run. Throws SweepError where it holds
  /// something else.
  SweepRow row(const SweepRun& run, const Json& record) const;

 private:
  void read(const Json& record, SweepRow& row) const;

  const SweepPlan& plan_;
  bool certifies_ = false;            ///< some of its sessions bound what their ciphertexts tell
  std::vector<std::string> series_;   ///< fields of a training's report
  std::vector<std::string> figures_;  ///< the main steps, then the series, then the attackers
};

}  // namespace sotto
