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
    case ChangeKind::audit:
      return "fresh attackers try, and nobody else learns";
  }
  return {};
}

Plan::Plan(const SessionConfig& config, std::string main_phase, std::string audit_phase)
    : config_(config), main_phase_(std::move(main_phase)), audit_phase_(std::move(audit_phase)) {
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
                       .eve_generation = 0,
                       .audit = false});
  for (const auto& change : changes_) {
    // Behind an audit that is not over, the last segment begins later.
    if (segments_.back().first < change.at_step) {
      auto next = segments_.back();
      next.first = change.at_step;
      segments_.push_back(std::move(next));
    }
    auto& segment = segments_.back();
    switch (change.kind) {
      case ChangeKind::cycle:
        segment.main_before +=
            segment.schedule.count_before(main_phase_, segment.first - segment.origin);
        segment.origin = segment.first;
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
      case ChangeKind::audit: {
        segment.audit = true;
        auto behind = segment;
        behind.first += audit_steps();
        behind.origin += audit_steps();
        behind.audit = false;
        segments_.push_back(std::move(behind));
        break;
      }
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
  planned.phase = here.audit ? audit_phase_ : here.schedule.phase(step - here.origin);
  if (here.audit) planned.audit = here.first;
  const auto main_steps = main_steps_before(step);
  // Steps of other phases go with the main phase's step before them.
  const auto at =
      planned.phase == main_phase_ ? main_steps : std::max<std::int64_t>(main_steps - 1, 0);
  planned.rate = here.rate ? *here.rate : learning_rate(config_, at);
  if (planned.phase == main_phase_) {
    planned.noise = noise(config_, at);
    planned.shadows_weight = shadows_weight(config_, at);
    planned.shadow_reset = shadow_reset(config_, at);
    planned.restart = restarts(config_, at);
  }
  planned.frozen = here.frozen;
  planned.eve_generation = here.eve_generation;
  return planned;
}

std::int64_t Plan::main_steps_before(std::int64_t step) const {
  const auto& here = segment(step);
  return here.main_before + here.schedule.count_before(main_phase_, steps_into(here, step));
}

std::int64_t Plan::cycle_start(std::int64_t step) const {
  const auto& here = segment(step);
  if (here.audit) return cycle_start(here.first + audit_steps());
  const auto length = here.schedule.length();
  const auto start = here.origin + (step - here.origin + length - 1) / length * length;
  // A change of the cycle may begin one before this one is over; an audit makes it longer.
  for (const auto& next : segments_) {
    if (next.first <= step || next.first > start || &next == &here) continue;
    if (next.audit) return cycle_start(next.first);
    if (next.origin == next.first) return next.first;
  }
  return start;
}

std::optional<std::int64_t> Plan::last_audit() const {
  for (auto segment = segments_.rbegin(); segment != segments_.rend(); ++segment)
    if (segment->audit) return segment->first;
  return std::nullopt;
}

}  // namespace sotto
