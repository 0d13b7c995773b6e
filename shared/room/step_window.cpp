#include "shared/room/step_window.hpp"

#include <algorithm>

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;

void StepWindow::restart(std::int64_t step) {
  open_.clear();
  oldest_ = step;
}

OpenStep& StepWindow::open(const Phase& phase, bool eve_listens, Time now) {
  const auto* before = open_.empty() ? nullptr : &open_.back().progress;
  OpenStep step{.number = next(), .progress = StepProgress(phase, eve_listens)};
  step.result.judged.step = step.number;
  step.result.judged.phase = phase.name;
  for (const auto party : kParties)
    if (before == nullptr || before->done_by(party)) step.progress.take_up(party, now);
  return open_.emplace_back(std::move(step));
}

bool StepWindow::keeps_weights() const { return std::ranges::any_of(open_, &OpenStep::checkpoint); }

OpenStep* StepWindow::find(std::int64_t step) {
  const auto index = step - oldest_;
  if (index < 0 || index >= size()) return nullptr;
  return &open_[static_cast<std::size_t>(index)];
}

std::optional<Fault> StepWindow::refuses(std::int64_t step) const {
  if (open_.empty()) return Fault{ErrorCode::out_of_turn, "no turn has been given, wait for one"};
  if (step < oldest_ || step >= next())
    return Fault{ErrorCode::out_of_turn, "a message for step " + std::to_string(step) +
                                             ", expected step " + std::to_string(oldest_)};
  return std::nullopt;
}

std::optional<Fault> StepWindow::refuses(std::int64_t step, Role from,
                                         std::string_view item) const {
  const auto& progress = open_[static_cast<std::size_t>(step - oldest_)].progress;
  return progress.refuses(from, item, may_say_ahead(step, from, item));
}

/// A sender may run ahead with a frame while no weights of its own change in between: in order, and
/// up to the next step that it learns in.
bool StepWindow::may_say_ahead(std::int64_t step, Role from, std::string_view item) const {
  if (item == kDone) return false;
  return std::ranges::all_of(open_, [&](const OpenStep& before) {
    return before.number >= step ||
           (before.progress.said(item) &&
            (!before.progress.phase().changes_weights_of(from) || before.progress.done_by(from)));
  });
}

std::chrono::nanoseconds StepWindow::record(std::int64_t step, Role from, std::string_view item,
                                            Time now) {
  const auto waited = find(step)->progress.record(from, item, now);
  if (item == kDone)
    if (auto* next = find(step + 1)) next->progress.take_up(from, now);
  return waited;
}

std::optional<OpenStep> StepWindow::take_completed() {
  if (open_.empty() || !open_.front().progress.complete()) return std::nullopt;
  auto step = std::move(open_.front());
  open_.pop_front();
  ++oldest_;
  return step;
}

void StepWindow::excuse_eve() {
  for (auto& step : open_) step.progress.excuse_eve();
}

std::optional<std::int64_t> StepWindow::newest_heard_by_eve() const {
  std::optional<std::int64_t> newest;
  for (const auto& step : open_)
    if (step.progress.eve_listens() && step.progress.tapped()) newest = step.number;
  return newest;
}

const StepProgress::Due* StepWindow::first_due() const {
  if (open_.empty() || open_.front().progress.due().empty()) return nullptr;
  return &open_.front().progress.due().front();
}

std::vector<StepWindow::Due> StepWindow::due() const {
  std::vector<Due> all;
  for (const auto& step : open_)
    for (const auto& due : step.progress.due())
      all.push_back({step.number, due.exchange, due.since});
  return all;
}

}  // namespace sotto
