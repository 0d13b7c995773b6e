#include "shared/tasks/selective/selective_criterion.hpp"

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/selective/selective.hpp"
#include "shared/tasks/selective/yardsticks.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kWindow = 200;
constexpr double kBobShort = 1.10;
constexpr double kPublicShort = 1.15;
constexpr double kEveGains = 0.95;
constexpr double kEveLoses = 1.10;

}  // namespace

Goal selective_goal(const SessionConfig& config) {
  const auto kept_at = protected_distance(config);
  double bob = config.useful_blind;
  double open = config.useful_blind;
  if (!has_table(config)) {
    bob = kBobShort * yardsticks().useful_best;
    open = kPublicShort * frontier_at(kept_at).useful;
  }
  Goal goal{.name = "protected",
            .unmet = "not_protected",
            .window = kWindow,
            .bounds = {{.series = std::string(kBobSeries), .at_most = bob},
                       {.series = std::string(kPublicSeries), .at_most = open}}};
  if (config.protect > 0)
    goal.bounds.push_back({.series = std::string(kEveSeries),
                           .at_most = kEveLoses * hidden_blind(config),
                           .at_least = kEveGains * kept_at});
  return goal;
}

SelectiveCriterion::SelectiveCriterion(const Task& task, const SessionConfig& config)
    : WindowCriterion(task, selective_goal(config)),
      config_(config),
      bob_(*task.find_series(kBobSeries)),
      public_(*task.find_series(kPublicSeries)),
      eve_(*task.find_series(kEveSeries)) {}

void SelectiveCriterion::add(const JudgedStep& step) {
  eve_generation_ = step.eve_generation;
  auto& trained = trained_[eve_generation_];
  if (step.phase == kEvePhase && step.values[eve_] && trained.size() < kSelectiveEveChance)
    trained.push_back(step.step);
  WindowCriterion::add(step);
}

void SelectiveCriterion::rewind(std::int64_t step) {
  WindowCriterion::rewind(step);
  for (auto& [generation, trained] : trained_)
    while (!trained.empty() && trained.back() >= step) trained.pop_back();
  // Which Eve it is, the steps that come again will tell.
}

bool SelectiveCriterion::eve_had_her_chance() const {
  const auto found = trained_.find(eve_generation_);
  return found != trained_.end() && found->second.size() >= kSelectiveEveChance;
}

bool SelectiveCriterion::bob_is_nearer() const {
  const auto bob = mean(bob_);
  const auto open = mean(public_);
  return bob && open && *bob < *open;
}

bool SelectiveCriterion::may_be_met() const {
  return eve_had_her_chance() && (!has_table(config_) || bob_is_nearer());
}

std::string SelectiveCriterion::standing() const {
  const auto since = met_since();
  if (since && config_.protect == 0)
    return "since step " + std::to_string(*since) + " D is told, and nothing is protected";
  if (since) return "since step " + std::to_string(*since) + " D is told, and Eve is kept from C";
  if (within_bounds() && !eve_had_her_chance())
    return "not protected yet: Eve has not had her chance of " +
           std::to_string(kSelectiveEveChance) + " minibatches";
  return "not protected yet";
}

Json SelectiveCriterion::report() const {
  if (has_table(config_))
    return {{"eve_had_her_chance", eve_had_her_chance()},
            {"yardsticks",
             {{"useful_blind", config_.useful_blind}, {"hidden_blind", config_.hidden_blind}}}};
  const auto all = yardsticks();
  return {{"eve_had_her_chance", eve_had_her_chance()},
          {"yardsticks",
           {{"useful_best", all.useful_best},
            {"useful_hiding", all.useful_hiding},
            {"useful_blind", all.useful_blind},
            {"hidden_blind", all.hidden_blind},
            {"hidden_open", all.hidden_open},
            {"hidden_known", all.hidden_known}}}};
}

}  // namespace sotto
