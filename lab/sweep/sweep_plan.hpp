// Which runs a sweep has.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "lab/sweep/sweep_axes.hpp"
#include "shared/base/json_fields.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

/// One sentence, for people: the sweep cannot be done as it was asked for.
struct SweepError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// In place of attackers' names: all that attack where it is learned what to protect.
inline constexpr std::string_view kSelectivePanel = "panel";

/// Attacks on each run's networks once they are trained.
struct SweepAudit {
  std::vector<std::string> attackers;  ///< names, or kSelectivePanel alone
  std::string budget = "quick";
  std::int64_t seeds = 1;  ///< audits of each run, with the seeds 1, 2, ...
  bool operator==(const SweepAudit&) const = default;

  bool of_selective() const { return attackers == std::vector{std::string(kSelectivePanel)}; }
};

struct SweepRun {
  std::int64_t index = 0;  ///< its place in the plan, from 0
  std::int64_t seed = 0;
  std::size_t combination = 0;      ///< runs that differ in the seed alone have the same
  std::vector<std::string> values;  ///< one for each axis
  std::vector<std::string> train;   ///< the options of `sotto-lab train`, but where to write to
};

struct SweepPlan {
  std::vector<std::int64_t> seeds;  ///< ascending
  std::vector<SweepAxis> axes;
  std::vector<std::string> train;  ///< options that all runs have
  std::optional<SweepAudit> audit;
  bool operator==(const SweepPlan&) const = default;

  std::size_t combinations() const;
  /// The value of each axis; the last axis turns fastest.
  std::vector<std::string> values(std::size_t combination) const;
  /// All runs: for each combination of values, one with each seed.
  std::vector<SweepRun> runs() const;
};

/// What a run will train with. Throws CLI::Error with one sentence where it cannot be trained.
SessionConfig config_of(const SweepRun& run);

/// Throws CLI::Error or SweepError with one sentence where the plan or any of its runs cannot be.
void validate(const SweepPlan& plan);

/// What plan.json holds: the plan, and for readers its runs.
Json to_json(const SweepPlan& plan);
/// Throws FieldError.
SweepPlan plan_from_json(const Json& object);

/// "its seeds are 1-3, asked for are 1-4"; nothing where the plans are equal.
std::optional<std::string> difference(const SweepPlan& there, const SweepPlan& asked);

}  // namespace sotto
