#include "shared/room/scoreboard.hpp"

#include <algorithm>

namespace sotto {
namespace {

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

const std::string* find_digest(const protocol::ByName<std::string>& digests,
                               std::string_view network) {
  const auto found =
      std::ranges::find(digests, network, [](const auto& each) { return each.first; });
  return found == digests.end() ? nullptr : &found->second;
}

}  // namespace

Scoreboard::Scoreboard(const Task& task, const SessionConfig& config)
    : task_(task), goal_(task.goal(config)), criterion_(task.make_criterion(task, config)) {}

Scoreboard::News Scoreboard::add(const JudgedStep& step, double t) {
  const bool before = criterion_->met_since().has_value();
  criterion_->add(step);
  const bool now = criterion_->met_since().has_value();
  if (now && !met_at_step_) {
    met_at_step_ = step.step;
    met_at_s_ = t;
  }
  if (before == now) return News::none;
  return now ? News::goal_met : News::goal_lost;
}

void Scoreboard::rewind(std::int64_t step) {
  criterion_->rewind(step);
  if (!met_at_step_ || *met_at_step_ < step) return;
  met_at_step_.reset();
  met_at_s_.reset();
}

void Scoreboard::compare(const protocol::ByName<std::string>& digests) {
  if (!task_.twins) return;
  const auto* one = find_digest(digests, task_.twins->first);
  const auto* other = find_digest(digests, task_.twins->second);
  if (one != nullptr && other != nullptr) twin_in_step_ = *one == *other;
}

const std::string& Scoreboard::outcome() const {
  return criterion_->met_since() ? goal_.name : goal_.unmet;
}

protocol::ByName<double> Scoreboard::means() const {
  protocol::ByName<double> means;
  for (std::size_t i = 0; i < task_.series.size(); ++i)
    if (const auto mean = criterion_->mean(i)) means.emplace_back(task_.series[i].name, *mean);
  return means;
}

std::int64_t Scoreboard::refusals() const {
  std::int64_t all = 0;
  for (const auto& [code, count] : refused_) all += count;
  return all;
}

void Scoreboard::report(Json& report, std::int64_t main_steps) const {
  report[task_.main_phase + "_steps"] = main_steps;
  report[goal_.name + "_at_step"] = or_null(met_at_step_);
  report[goal_.name + "_at_s"] = or_null(met_at_s_);
  for (std::size_t i = 0; i < task_.series.size(); ++i)
    report[task_.series[i].name + "_" + task_.series[i].unit] = or_null(criterion_->mean(i));
  report.update(criterion_->report());
  report["twin_in_step"] = or_null(twin_in_step_);
  auto refused = Json::object();
  for (const auto& [code, count] : refused_) refused[std::string(name(code))] = count;
  report["refused"] = refused;
  report["stale"] = stale_;
  report["waits"] = waits_.report();
}

}  // namespace sotto
