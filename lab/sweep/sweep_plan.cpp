#include "lab/sweep/sweep_plan.hpp"

#include <array>
#include <limits>
#include <set>

#include "lab/train_flags.hpp"
#include "shared/attack/attacker.hpp"
#include "shared/tasks/registry.hpp"
#include "shared/tasks/selective/selective.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kPlanVersion = 1;
constexpr std::size_t kMaxWord = 4'096;
constexpr std::size_t kMaxWords = 1'000;
/// Options of a training that the sweep gives itself.
constexpr std::array kOwnOptions{"--seed", "--save", "--report"};

std::string text_of(const SweepAxis& axis) { return axis.field + "=" + joined(axis.values, ";"); }

std::string text_of(const std::vector<SweepAxis>& axes) {
  std::vector<std::string> texts;
  for (const auto& axis : axes) texts.push_back(text_of(axis));
  return texts.empty() ? "none" : "'" + joined(texts, " ") + "'";
}

std::string text_of(const std::optional<SweepAudit>& audit) {
  if (!audit) return "none";
  return joined(audit->attackers, ",") + " with budget " + audit->budget + " and " +
         std::to_string(audit->seeds) + " seeds";
}

std::vector<std::string> words_of(Fields& from, std::string_view key) {
  std::vector<std::string> words;
  for (const auto& word : from.array(key, kMaxWords))
    words.push_back(read_text(word, from.place(key), kMaxWord));
  return words;
}

void validate_audit(const SweepAudit& audit, const std::vector<SessionConfig>& configs) {
  if (!find_budget(audit.budget))
    throw SweepError("the audit's budget '" + audit.budget + "' is none");
  for (const auto& config : configs) {
    const bool selective = config.task == kSelective;
    if (selective && has_table(config))
      throw SweepError(
          "runs about a table are audited one by one: expected no --audit beside --data");
    if (selective != audit.of_selective())
      throw SweepError(std::string("the audit's attackers are '") + joined(audit.attackers, ",") +
                       "', expected " + (selective ? "'panel'" : "names of attackers") +
                       " for task " + config.task);
  }
  if (audit.of_selective()) return;
  std::set<std::int64_t> bits;
  for (const auto& config : configs) bits.insert(config.bits);
  std::set<std::string> names;
  for (const auto& name : audit.attackers)
    if (!names.insert(name).second) throw SweepError("attacker '" + name + "' is asked for twice");
  try {
    for (const auto n : bits)
      for (const auto& name : names) make_attacker(name, n, NumberStream::public_stream(0));
  } catch (const std::invalid_argument& error) {
    throw SweepError(error.what());
  }
}

}  // namespace

std::size_t SweepPlan::combinations() const {
  std::size_t all = 1;
  for (const auto& axis : axes) all *= axis.values.size();
  return all;
}

std::vector<std::string> SweepPlan::values(std::size_t combination) const {
  std::vector<std::string> chosen(axes.size());
  for (auto i = axes.size(); i-- > 0;) {
    chosen[i] = axes[i].values[combination % axes[i].values.size()];
    combination /= axes[i].values.size();
  }
  return chosen;
}

std::vector<SweepRun> SweepPlan::runs() const {
  std::vector<SweepRun> runs;
  for (std::size_t combination = 0; combination < combinations(); ++combination)
    for (const auto seed : seeds) {
      SweepRun run{.index = static_cast<std::int64_t>(runs.size()),
                   .seed = seed,
                   .combination = combination,
                   .values = values(combination),
                   .train = train};
      for (std::size_t i = 0; i < axes.size(); ++i)
        run.train.push_back(option_name(axes[i].field) + "=" + run.values[i]);
      run.train.push_back("--seed=" + std::to_string(seed));
      runs.push_back(std::move(run));
    }
  return runs;
}

SessionConfig config_of(const SweepRun& run) { return TrainWords(run.train).flags().session(); }

void validate(const SweepPlan& plan) {
  const TrainWords common(plan.train);
  for (const auto* option : kOwnOptions)
    if (common.have(option))
      throw CLI::ValidationError(option, "is given to each run by the sweep itself");
  std::set<std::string> fields;
  std::size_t runs = plan.seeds.size();
  for (const auto& axis : plan.axes) {
    if (common.flags().config.given(axis.field))
      throw CLI::ValidationError(option_name(axis.field), "is varied, and given to all runs, too");
    if (!fields.insert(axis.field).second)
      throw CLI::ValidationError("--vary", "names " + axis.field + " twice");
    runs *= axis.values.size();
    if (runs > kMaxSweepRuns)
      throw CLI::ValidationError("--vary",
                                 "makes more than " + std::to_string(kMaxSweepRuns) + " runs");
  }
  std::vector<SessionConfig> configs;
  for (const auto& run : plan.runs()) {
    if (run.seed != plan.seeds.front()) continue;  // seeds do not matter to a configuration
    const auto config = config_of(run);
    if (config.until == kUntilSteps && config.steps == 0)
      throw CLI::ValidationError("--steps", "is 0 and --until is steps: run " +
                                                std::to_string(run.index) + " would never end");
    configs.push_back(config);
  }
  if (plan.audit) validate_audit(*plan.audit, configs);
}

Json to_json(const SweepPlan& plan) {
  Json json{{"version", kPlanVersion}, {"seeds", plan.seeds}, {"vary", Json::array()},
            {"train", Json::array()},  {"audit", nullptr},    {"runs", Json::array()}};
  for (const auto& axis : plan.axes)
    json["vary"].push_back({{"field", axis.field}, {"values", axis.values}});
  for (const auto& word : plan.train) json["train"].push_back(word);
  if (plan.audit)
    json["audit"] = {{"attackers", plan.audit->attackers},
                     {"budget", plan.audit->budget},
                     {"seeds", plan.audit->seeds}};
  for (const auto& run : plan.runs()) {
    Json fields = Json::object();
    for (std::size_t i = 0; i < plan.axes.size(); ++i) fields[plan.axes[i].field] = run.values[i];
    json["runs"].push_back({{"index", run.index},
                            {"seed", run.seed},
                            {"fields", std::move(fields)},
                            {"train", run.train},
                            {"audit", json["audit"]}});
  }
  return json;
}

SweepPlan plan_from_json(const Json& object) {
  Fields fields(object, {"plan"});
  fields.integer("version", kPlanVersion, kPlanVersion);
  SweepPlan plan;
  for (const auto& seed : fields.array("seeds", kMaxSweepRuns))
    plan.seeds.push_back(read_integer(seed, fields.place("seeds"), 0, kMaxSeed));
  for (const auto& each : fields.array("vary", kMaxWords)) {
    const auto place = fields.place("vary");
    Fields axis(each, place);
    plan.axes.push_back({axis.text("field", kMaxWord), words_of(axis, "values")});
    axis.finish();
  }
  plan.train = words_of(fields, "train");
  if (!fields.at("audit").is_null()) {
    const auto place = fields.place("audit");
    Fields audit(object.at("audit"), place);
    plan.audit =
        SweepAudit{.attackers = words_of(audit, "attackers"),
                   .budget = audit.text("budget", kMaxWord),
                   .seeds = audit.integer("seeds", 1, std::numeric_limits<std::int64_t>::max())};
    audit.finish();
  }
  fields.array("runs", kMaxSweepRuns);
  fields.finish();
  // The runs are there to be read by others; what they are follows from the rest.
  if (to_json(plan) != object) fields.fail("runs", "are not the runs of this plan");
  return plan;
}

std::optional<std::string> difference(const SweepPlan& there, const SweepPlan& asked) {
  const auto told = [](const std::string& what, const char* is, const std::string& one,
                       const std::string& other) {
    return "its " + what + " " + is + " " + one + ", asked for " + is + " " + other;
  };
  if (there.seeds != asked.seeds)
    return told("seeds", "are", ranges_of(there.seeds), ranges_of(asked.seeds));
  if (there.axes != asked.axes)
    return told("varied fields", "are", text_of(there.axes), text_of(asked.axes));
  if (there.train != asked.train)
    return told("training options", "are", "'" + joined(there.train, " ") + "'",
                "'" + joined(asked.train, " ") + "'");
  if (there.audit != asked.audit)
    return told("audit", "is", text_of(there.audit), text_of(asked.audit));
  return std::nullopt;
}

}  // namespace sotto
