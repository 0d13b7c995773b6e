#include "shared/tasks/bit_secrecy/secrecy_criterion.hpp"

#include <algorithm>
#include <span>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

namespace sotto {
namespace {

/// With fewer examples in the window a coin's mean is a bit better than chance now and then.
constexpr std::int64_t kExamplesToTell = 500;

}  // namespace

Goal secrecy_goal(const SessionConfig& config) {
  const auto scale = static_cast<double>(config.bits) / 16;
  return {.name = "secret",
          .unmet = "no_secret",
          .window = 20,
          .bounds = {{.series = std::string(kBobSeries), .at_most = 0.05 * scale},
                     {.series = std::string(kEveSeries), .at_least = 7.3 * scale}}};
}

SecrecyCriterion::SecrecyCriterion(const Task& task, const SessionConfig& config)
    : WindowCriterion(task, secrecy_goal(config)),
      bits_(config.bits),
      bob_(*task.find_series(kBobSeries)),
      eve_(*task.find_series(kEveSeries)),
      bob_reads_(goal().bounds.front()),
      examples_in_window_(goal().window * config.minibatch) {}

void SecrecyCriterion::add(const JudgedStep& step) {
  if (step.eve_generation != chances_.back().eve_generation)
    chances_.push_back({.eve_generation = step.eve_generation, .since = step.step});
  auto& chance = chances_.back();
  if (step.phase == kEvePhase && step.values[eve_]) {
    const auto enough = goal().window + kRememberedSteps;
    if (static_cast<std::int64_t>(last_training_.size()) >= 2 * enough)
      last_training_.erase(last_training_.begin(), last_training_.end() - enough);
    last_training_.push_back({step.step, *step.values[eve_]});
    if (bob_read_ && chance.trained.size() < kEveChance) chance.trained.push_back(step.step);
  }
  WindowCriterion::add(step);
  if (step.phase != task().main_phase) return;
  if (!bob_read_ && window_is_full() && within(bob_reads_)) bob_read_ = step.step;
  if (!chance.learned && examples_in_window_ >= kExamplesToTell &&
      window_is_of(eve_, step.eve_generation) && *mean(eve_) <= eve_has_learned(bits_))
    chance.learned = step.step;
}

void SecrecyCriterion::rewind(std::int64_t step) {
  WindowCriterion::rewind(step);
  const auto forget = [step](std::optional<std::int64_t>& at) {
    if (at && *at >= step) at.reset();
  };
  forget(bob_read_);
  while (chances_.size() > 1 && chances_.back().since >= step) chances_.pop_back();
  auto& chance = chances_.back();
  forget(chance.learned);
  while (!chance.trained.empty() && chance.trained.back() >= step) chance.trained.pop_back();
  while (!last_training_.empty() && last_training_.back().step >= step) last_training_.pop_back();
}

std::string SecrecyCriterion::standing() const {
  if (met_since()) return "Eve fails since step " + std::to_string(*met_since());
  if (within_bounds() && !eve_had_her_chance())
    return "no secret yet: Eve has had " + std::to_string(chances_.back().trained.size()) +
           " of the " + std::to_string(kEveChance) + " minibatches that are her chance";
  return "no secret yet";
}

Json SecrecyCriterion::report() const {
  Json training;
  if (!last_training_.empty()) {
    const std::span all(last_training_);
    const auto last = all.last(std::min(all.size(), static_cast<std::size_t>(goal().window)));
    double sum = 0;
    for (const auto& each : last) sum += each.bits_wrong;
    training = sum / static_cast<double>(last.size());
  }
  return {{"eve_training_bits_wrong", training}, {"eve_had_her_chance", eve_had_her_chance()}};
}

}  // namespace sotto
