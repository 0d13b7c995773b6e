#include "lab/sweep/sweep_row.hpp"

#include <algorithm>
#include <array>

#include "lab/report/statistics.hpp"
#include "shared/attack/audit.hpp"
#include "shared/session/config_json.hpp"
#include "shared/session/plan.hpp"
#include "shared/session/report.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {
namespace {

constexpr auto kHidden = "hidden";
constexpr auto kTold = "told";
constexpr auto kBound = "leak_bits_at_most";

/// The value of that key; nothing where it is missing or null.
template <class T>
std::optional<T> known(const Json& object, const std::string& key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return std::nullopt;
  return found->get<T>();
}

/// Over the audits of a run, of what they say of that attacker.
std::optional<double> mean_of_audits(const Json& audits, const std::string& attacker,
                                     const char* key) {
  std::vector<double> values;
  for (const auto& audit : audits)
    for (const auto& finding : audit.at("findings"))
      if (finding.at("attacker") == attacker)
        if (const auto value = known<double>(finding, key)) values.push_back(*value);
  return mean(values);
}

/// Of audits of task `selective`: a figure's name, behind "audit_", and where it stands.
struct SelectiveFigure {
  const char* name;
  std::optional<double> (*of)(const Json& audit);
};

/// Of those who read that part, the nearest: the share by which it is nearer than without any
/// message.
std::optional<double> greatest_gain(const Json& audit, const std::string& part) {
  std::optional<double> greatest;
  for (const auto& finding : audit.at("findings"))
    if (finding.at("reads") == part)
      greatest = std::max(greatest, std::optional(finding.at("gain").get<double>()));
  return greatest;
}

constexpr std::array kSelectiveFigures{
    SelectiveFigure{"bob_distance",
                    [](const Json& audit) { return known<double>(audit, "bob_distance"); }},
    SelectiveFigure{"public_distance",
                    [](const Json& audit) { return known<double>(audit, "public_distance"); }},
    SelectiveFigure{"public_bits",
                    [](const Json& audit) { return known<double>(audit, "public_bits"); }},
    SelectiveFigure{"nearest_gain", [](const Json& audit) { return greatest_gain(audit, "C"); }},
    SelectiveFigure{"sign_gain",
                    [](const Json& audit) { return greatest_gain(audit, "sign of C"); }},
    SelectiveFigure{"magnitude_gain",
                    [](const Json& audit) { return greatest_gain(audit, "|C|"); }},
    SelectiveFigure{"ciphertext_bits", [](const Json& audit) -> std::optional<double> {
                      const auto& bound = audit.at("ciphertext");
                      return bound.is_null() ? std::nullopt : known<double>(bound, "at_most_bits");
                    }}};

std::optional<double> mean_of_audits(const Json& audits, const SelectiveFigure& figure) {
  std::vector<double> values;
  for (const auto& audit : audits)
    if (const auto value = figure.of(audit)) values.push_back(*value);
  return mean(values);
}

/// What the ciphertext tells at most, where the session itself has bounded it.
std::optional<double> bound_in_session(const Json& report) {
  const auto audit = report.find("audit");
  if (audit == report.end() || !audit->is_object()) return std::nullopt;
  return known<double>(*audit, kBound);
}

/// The same by the audits of its archives: the greatest of their bounds.
std::optional<double> bound_of_audits(const Json& audits) {
  std::optional<double> greatest;
  for (const auto& audit : audits) greatest = std::max(greatest, known<double>(audit, kBound));
  return greatest;
}

/// Whether a run got what it was asked for.
bool is_success(const Json& report, const SessionConfig& config, const std::string& goal) {
  if (ends_by_audit(config)) return goal_met(report);
  const auto outcome = report.at("outcome").get<std::string>();
  // What the finished networks are worth is said in place of the session's own outcome.
  return outcome == goal || outcome == name(Grade::certified);
}

/// Of grades, the one that says least of a secret.
std::string worst_grade(const SweepAudit& asked, const Json& audits) {
  if (asked.of_selective()) {
    if (audits.empty()) return {};
    const bool hidden =
        std::ranges::all_of(audits, [](const Json& audit) { return grade_of(audit) == kHidden; });
    return hidden ? kHidden : kTold;
  }
  std::optional<Grade> worst;
  for (const auto& audit : audits) {
    const auto grade = named<Grade>(grade_of(audit));
    if (!worst || grade < worst) worst = grade;
  }
  return worst ? std::string(name(*worst)) : std::string();
}

}  // namespace

std::string grade_of(const Json& audit) {
  if (audit.contains("hidden")) return audit.at("hidden").get<bool>() ? kHidden : kTold;
  return audit.at("grade").get<std::string>();
}

bool has_failed(const Json& record) { return !record.at("error").is_null(); }

SweepRows::SweepRows(const SweepPlan& plan) : plan_(plan), figures_{"main_steps_to_success"} {
  for (const auto& run : plan.runs()) {
    if (run.seed != plan.seeds.front()) continue;
    const auto config = config_of(run);
    certifies_ = certifies_ || task_of(config).certifies(config);
    for (const auto& series : task_of(config).series)
      if (const auto field = series.name + "_" + series.unit; !std::ranges::count(series_, field))
        series_.push_back(field);
  }
  figures_.insert(figures_.end(), series_.begin(), series_.end());
  if (certifies_) figures_.emplace_back(kBound);
  if (!plan.audit) return;
  if (plan.audit->of_selective()) {
    for (const auto& figure : kSelectiveFigures)
      figures_.push_back(std::string("audit_") + figure.name);
    return;
  }
  figures_.push_back(std::string("audit_") + kBound);
  for (const auto& attacker : plan.audit->attackers)
    for (const auto* what : {"_bits_wrong", "_leak_bits"})
      figures_.push_back("audit_" + attacker + what);
}

SweepRow SweepRows::row(const SweepRun& run, const Json& record) const {
  SweepRow row;
  row.run = run;
  try {
    read(record, row);
  } catch (const std::exception& error) {
    throw SweepError("the report of run " + std::to_string(run.index) +
                     " is not what a sweep has written: " + error.what());
  }
  return row;
}

void SweepRows::read(const Json& record, SweepRow& row) const {
  row.failed = has_failed(record);
  row.exit_code = record.at("exit_code");
  row.error = known<std::string>(record, "error").value_or("");
  row.seconds = record.at("seconds");
  row.figures.resize(1);
  const auto& report = record.at("report");
  if (!report.is_null()) {
    const auto config = config_from_json(report.at("config"));
    const auto& task = task_of(config);
    const auto goal = task.goal(config).name;
    row.outcome = report.at("outcome");
    row.success = is_success(report, config, goal);
    row.steps = known<std::int64_t>(report, "steps");
    row.main_steps = known<std::int64_t>(report, task.main_phase + "_steps");
    row.goal_at_step = known<std::int64_t>(report, goal + "_at_step");
    if (row.success && row.goal_at_step)
      row.figures[0] = static_cast<double>(
          Plan(config, task.main_phase).main_steps_before(*row.goal_at_step + 1));
  }
  for (const auto& field : series_)
    row.figures.push_back(report.is_null() ? std::nullopt : known<double>(report, field));
  if (certifies_) row.figures.push_back(report.is_null() ? std::nullopt : bound_in_session(report));
  const auto& audits = record.at("audits");
  if (!plan_.audit) return;
  row.grade = worst_grade(*plan_.audit, audits);
  if (plan_.audit->of_selective()) {
    for (const auto& figure : kSelectiveFigures)
      row.figures.push_back(mean_of_audits(audits, figure));
    return;
  }
  row.figures.push_back(bound_of_audits(audits));
  for (const auto& attacker : plan_.audit->attackers)
    for (const auto* key : {"bits_wrong", "leak_bits_at_least"})
      row.figures.push_back(mean_of_audits(audits, attacker, key));
}

}  // namespace sotto
