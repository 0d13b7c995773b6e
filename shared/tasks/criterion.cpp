#include "shared/tasks/criterion.hpp"

#include <algorithm>

#include "shared/tasks/task.hpp"

namespace sotto {

static_assert(std::tuple_size_v<SeriesValues> == kMaxSeries);

WindowCriterion::WindowCriterion(const Task& task, Goal goal)
    : task_(task), goal_(std::move(goal)) {}

void WindowCriterion::add(const JudgedStep& step) {
  if (step.phase != task_.main_phase) return;
  window_.push_back(step);
  if (static_cast<std::int64_t>(window_.size()) > goal_.window) window_.pop_front();
  if (!within_bounds() || !may_be_met())
    met_since_.reset();
  else if (!met_since_)
    met_since_ = step.step;
}

void WindowCriterion::rewind(std::int64_t step) {
  while (!window_.empty() && window_.back().step >= step) window_.pop_back();
  if (met_since_ && *met_since_ >= step) met_since_.reset();
}

std::optional<double> WindowCriterion::mean(std::size_t series) const {
  double sum = 0;
  int count = 0;
  for (const auto& step : window_)
    if (step.values[series]) {
      sum += *step.values[series];
      ++count;
    }
  if (count == 0) return std::nullopt;
  return sum / count;
}

bool WindowCriterion::within(const Bound& bound) const {
  const auto series = *task_.find_series(bound.series);
  if (!std::ranges::all_of(window_, [&](const auto& step) { return step.values[series].has_value(); }))
    return false;
  const auto value = mean(series);
  return value && (!bound.at_most || *value <= *bound.at_most) &&
         (!bound.at_least || *value >= *bound.at_least);
}

bool WindowCriterion::window_is_full() const {
  return static_cast<std::int64_t>(window_.size()) == goal_.window;
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
