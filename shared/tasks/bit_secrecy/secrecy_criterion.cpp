#include "shared/tasks/bit_secrecy/secrecy_criterion.hpp"

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

namespace sotto {
namespace {

/// With fewer examples in the window a coin's mean is a bit better than chance now and then.
constexpr std::int64_t kExamplesToTell = 500;

}  // namespace

SecrecyCriterion::SecrecyCriterion(const Task& task, const SessionConfig& config)
    : WindowCriterion(task, secrecy_goal(config)),
      bits_(config.bits),
      bob_(*task.find_series(kBobSeries)),
      eve_(*task.find_series(kEveSeries)),
      bob_reads_(goal().bounds.front()),
      examples_in_window_(goal().window * config.minibatch) {}

void SecrecyCriterion::forget_chance() {
  eve_learned_.reset();
  trained_.clear();
}

void SecrecyCriterion::add(const JudgedStep& step) {
  if (step.eve_generation != eve_generation_) {
    eve_generation_ = step.eve_generation;
    forget_chance();
  }
  if (step.phase == kEvePhase && step.values[eve_]) {
    last_training_.push_back({step.step, *step.values[eve_]});
    if (static_cast<std::int64_t>(last_training_.size()) > goal().window)
      last_training_.pop_front();
    if (bob_read_ && trained_.size() < kEveChance) trained_.push_back(step.step);
  }
  WindowCriterion::add(step);
  if (step.phase != task().main_phase) return;
  if (!bob_read_ && within(bob_reads_)) bob_read_ = step.step;
  if (!eve_learned_ && window_is_full() && examples_in_window_ >= kExamplesToTell &&
      mean(eve_).value_or(static_cast<double>(bits_)) <= eve_has_learned(bits_))
    eve_learned_ = step.step;
}

void SecrecyCriterion::rewind(std::int64_t step) {
  WindowCriterion::rewind(step);
  const auto forget = [step](std::optional<std::int64_t>& at) {
    if (at && *at >= step) at.reset();
  };
  forget(bob_read_);
  forget(eve_learned_);
  while (!trained_.empty() && trained_.back() >= step) trained_.pop_back();
  while (!last_training_.empty() && last_training_.back().step >= step) last_training_.pop_back();
}

std::string SecrecyCriterion::standing() const {
  if (met_since()) return "the secret is kept since step " + std::to_string(*met_since());
  if (within_bounds() && !eve_had_her_chance())
    return "no secret yet: Eve has had " + std::to_string(trained_.size()) + " of the " +
           std::to_string(kEveChance) + " minibatches that are her chance";
  return "no secret yet";
}

Json SecrecyCriterion::report() const {
  Json training;
  if (!last_training_.empty()) {
    double sum = 0;
    for (const auto& each : last_training_) sum += each.bits_wrong;
    training = sum / static_cast<double>(last_training_.size());
  }
  return {{"eve_training_bits_wrong", training}, {"eve_had_her_chance", eve_had_her_chance()}};
}

}  // namespace sotto
