#include "shared/tasks/criterion.hpp"

#include <algorithm>

#include "shared/tasks/task.hpp"

namespace sotto {

static_assert(std::tuple_size_v<SeriesValues> == kMaxSeries);

WindowCriterion::WindowCriterion(const Task& task, Goal goal)
    : task_(task), goal_(std::move(goal)) {}

void WindowCriterion::add(const JudgedStep& step) {
  if (step.phase != task_.main_phase) return;
  // Room for twice as many, so that dropping the older half costs next to nothing.
  const auto enough = goal_.window + kRememberedSteps;
  if (static_cast<std::int64_t>(steps_.size()) >= 2 * enough)
    steps_.erase(steps_.begin(), steps_.end() - enough);
  steps_.push_back({step.step, step.values, step.eve_generation, std::nullopt});
  if (!within_bounds() || !may_be_met())
    met_since_.reset();
  else if (!met_since_)
    met_since_ = step.step;
  steps_.back().met_since = met_since_;
}

std::span<const WindowCriterion::Entry> WindowCriterion::window() const {
  const std::span all(steps_);
  return all.last(std::min(all.size(), static_cast<std::size_t>(goal_.window)));
}

void WindowCriterion::rewind(std::int64_t step) {
  if (steps_.empty() || steps_.back().step < step) return;
  while (!steps_.empty() && steps_.back().step >= step) steps_.pop_back();
  met_since_ = steps_.empty() ? std::nullopt : steps_.back().met_since;
}

std::optional<double> WindowCriterion::mean(std::size_t series) const {
  double sum = 0;
  int count = 0;
  for (const auto& step : window())
    if (step.values[series]) {
      sum += *step.values[series];
      ++count;
    }
  if (count == 0) return std::nullopt;
  return sum / count;
}

bool WindowCriterion::within(const Bound& bound) const {
  const auto series = *task_.find_series(bound.series);
  if (!std::ranges::all_of(window(),
                           [&](const Entry& step) { return step.values[series].has_value(); }))
    return false;
  const auto value = mean(series);
  return value && (!bound.at_most || *value <= *bound.at_most) &&
         (!bound.at_least || *value >= *bound.at_least);
}

bool WindowCriterion::window_is_full() const {
  return static_cast<std::int64_t>(window().size()) == goal_.window;
}

bool WindowCriterion::window_is_of(std::size_t series, std::int64_t eve_generation) const {
  return window_is_full() && std::ranges::all_of(window(), [&](const Entry& step) {
           return step.values[series] && step.eve_generation == eve_generation;
         });
}

bool WindowCriterion::within_bounds() const {
  return window_is_full() &&
         std::ranges::all_of(goal_.bounds, [this](const Bound& each) { return within(each); });
}

std::string WindowCriterion::standing() const {
  if (met_since_) return goal_.name + " since step " + std::to_string(*met_since_);
  return "no " + goal_.name + " yet";
}

}  // namespace sotto
