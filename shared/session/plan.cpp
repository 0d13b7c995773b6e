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

Plan::Plan(const SessionConfig& config) : config_(config) { divide(); }

void Plan::add(const Change& change) {
  const auto after = std::ranges::upper_bound(changes_, change.at_step, {}, &Change::at_step);
  changes_.insert(after, change);
  divide();
}

void Plan::divide() {
  parts_.clear();
  parts_.push_back({.first = 0,
                    .origin = 0,
                    .alice_bob_before = 0,
                    .schedule = Schedule(config_.cycle),
                    .rate = std::nullopt,
                    .frozen = false,
                    .resets = 0,
                    .resets_eve = false});
  for (const auto& change : changes_) {
    if (parts_.back().first < change.at_step) {
      auto next = parts_.back();
      next.first = change.at_step;
      next.resets_eve = false;
      parts_.push_back(std::move(next));
    }
    auto& part = parts_.back();
    switch (change.kind) {
      case ChangeKind::cycle:
        part.alice_bob_before +=
            part.schedule.count_before(Phase::alice_bob, change.at_step - part.origin);
        part.origin = change.at_step;
        part.schedule = Schedule(change.cycle);
        break;
      case ChangeKind::learning_rate:
        part.rate = change.learning_rate;
        break;
      case ChangeKind::freeze:
        part.frozen = true;
        break;
      case ChangeKind::unfreeze:
        part.frozen = false;
        break;
      case ChangeKind::reset_eve:
        ++part.resets;
        part.resets_eve = true;
        break;
    }
  }
}

const Plan::Part& Plan::part(std::int64_t step) const {
  // Nearly always the last.
  auto part = parts_.end() - 1;
  while (part->first > step) --part;
  return *part;
}

Plan::Step Plan::at(std::int64_t step) const {
  const auto& here = part(step);
  Step planned;
  planned.phase = here.schedule.phase(step - here.origin);
  const auto alice_bob = alice_bob_before(step);
  // Eve's steps go with the Alice-Bob step before them.
  const auto at =
      planned.phase == Phase::alice_bob ? alice_bob : std::max<std::int64_t>(alice_bob - 1, 0);
  planned.rate = here.rate ? *here.rate : learning_rate(config_, at);
  planned.frozen = here.frozen;
  planned.reset = here.resets_eve && step == here.first ? here.resets : 0;
  return planned;
}

std::int64_t Plan::alice_bob_before(std::int64_t step) const {
  const auto& here = part(step);
  return here.alice_bob_before + here.schedule.count_before(Phase::alice_bob, step - here.origin);
}

std::int64_t Plan::cycle_start(std::int64_t step) const {
  const auto& here = part(step);
  const auto length = here.schedule.length();
  const auto start = here.origin + (step - here.origin + length - 1) / length * length;
  // A change of the cycle may begin one before this one is over.
  for (const auto& change : changes_)
    if (change.kind == ChangeKind::cycle && change.at_step >= step && change.at_step < start)
      return change.at_step;
  return start;
}

}  // namespace sotto
