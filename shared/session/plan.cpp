#include "shared/session/plan.hpp"

#include <algorithm>

namespace sotto {

std::string to_text(const Change& change) {
  switch (change.kind) {
    case ChangeKind::cycle:
      return "the cycle is " + to_text(change.cycle);
    case ChangeKind::learning_rate: {
      char text[48];
      std::snprintf(text, sizeof text, "the learning rate is %g", change.learning_rate);
      return text;
    }
    case ChangeKind::freeze:
      return "Alice and Bob keep their weights";
    case ChangeKind::unfreeze:
      return "Alice and Bob learn again";
    case ChangeKind::reset_eve:
      return "Eve starts with fresh weights";
  }
  return {};
}

Plan::Plan(const SessionConfig& config, std::string main_phase)
    : config_(config), main_phase_(std::move(main_phase)) {
  divide();
}

void Plan::add(const Change& change) {
  const auto after = std::ranges::upper_bound(changes_, change.at_step, {}, &Change::at_step);
  changes_.insert(after, change);
  divide();
}

void Plan::divide() {
  segments_.clear();
  segments_.push_back({.first = 0,
                       .origin = 0,
                       .main_before = 0,
                       .schedule = CycleSchedule(config_.cycle),
                       .rate = std::nullopt,
                       .frozen = false,
                       .eve_generation = 0});
  for (const auto& change : changes_) {
    if (segments_.back().first < change.at_step) {
      auto next = segments_.back();
      next.first = change.at_step;
      segments_.push_back(std::move(next));
    }
    auto& segment = segments_.back();
    switch (change.kind) {
      case ChangeKind::cycle:
        segment.main_before +=
            segment.schedule.count_before(main_phase_, change.at_step - segment.origin);
        segment.origin = change.at_step;
        segment.schedule = CycleSchedule(change.cycle);
        break;
      case ChangeKind::learning_rate:
        segment.rate = change.learning_rate;
        break;
      case ChangeKind::freeze:
        segment.frozen = true;
        break;
      case ChangeKind::unfreeze:
        segment.frozen = false;
        break;
      case ChangeKind::reset_eve:
        ++segment.eve_generation;
        break;
    }
  }
}

const Plan::Segment& Plan::segment(std::int64_t step) const {
  // Nearly always the last.
  auto segment = segments_.end() - 1;
  while (segment->first > step) --segment;
  return *segment;
}

Plan::Step Plan::at(std::int64_t step) const {
  const auto& here = segment(step);
  Step planned;
  planned.phase = here.schedule.phase(step - here.origin);
  const auto main_steps = main_steps_before(step);
  // Steps of other phases go with the main phase's step before them.
  const auto at =
      planned.phase == main_phase_ ? main_steps : std::max<std::int64_t>(main_steps - 1, 0);
  planned.rate = here.rate ? *here.rate : learning_rate(config_, at);
  planned.frozen = here.frozen;
  planned.eve_generation = here.eve_generation;
  return planned;
}

std::int64_t Plan::main_steps_before(std::int64_t step) const {
  const auto& here = segment(step);
  return here.main_before + here.schedule.count_before(main_phase_, step - here.origin);
}

std::int64_t Plan::cycle_start(std::int64_t step) const {
  const auto& here = segment(step);
  const auto length = here.schedule.length();
  const auto start = here.origin + (step - here.origin + length - 1) / length * length;
  // A change of the cycle may begin one before this one is over.
  for (const auto& change : changes_)
    if (change.kind == ChangeKind::cycle && change.at_step >= step && change.at_step < start)
      return change.at_step;
  return start;
}

}  // namespace sotto
