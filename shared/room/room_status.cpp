// What a Room says of itself: what the session is about, its status, and its report.
#include <algorithm>
#include <cstdio>

#include "shared/base/durations.hpp"
#include "shared/room/room.hpp"
#include "shared/session/config_json.hpp"

namespace sotto {

using namespace std::chrono_literals;
using protocol::SessionState;

namespace {

/// "3.1 s"
std::string brief(std::chrono::nanoseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", seconds(time));
  return text;
}

std::vector<protocol::MarkInfo> marks_of(const Series& series, const SessionConfig& config) {
  std::vector<protocol::MarkInfo> marks;
  if (series.marks != nullptr)
    for (const auto& [title, value] : series.marks(config)) marks.push_back({title, value});
  return marks;
}

}  // namespace

protocol::TaskInfo describe(const Task& task, const SessionConfig& config) {
  protocol::TaskInfo info{.name = task.name, .main_phase = task.main_phase};
  for (const auto& phase : task.phases) info.phases.push_back(phase.name);
  for (const auto& frame : task.frames) {
    const auto shape = frame.shape(config);
    info.frames.push_back({frame.name, frame.kind, shape.rows, shape.columns, frame.bound});
  }
  for (const auto& series : task.series)
    info.series.push_back({series.name, series.title, series.unit, series.from, series.phase,
                           series.max(config), series.chance(config), marks_of(series, config)});
  const auto goal = task.goal(config);
  info.goal = {goal.name, goal.window, {}};
  for (const auto& bound : goal.bounds)
    info.goal.bounds.push_back({bound.series, bound.at_most, bound.at_least});
  info.chat = task.chat;
  if (const auto frontier = task.frontier == nullptr ? Frontier{} : task.frontier(config);
      !frontier.points.empty()) {
    info.frontier = {frontier.across, frontier.up, {}};
    for (const auto& [across, up] : frontier.points) info.frontier->points.push_back({across, up});
  }
  return info;
}

protocol::Status Room::status(Time now) const {
  protocol::Status status;
  status.session = name_;
  status.state = state_;
  status.epoch = epoch_;
  status.step = step();
  status.main_steps = plan_.main_steps_before(step());
  status.phase = plan_.at(step()).phase;
  for (const auto party : kParties)
    if (present(party)) status.connected.push_back(party);
  status.listeners = static_cast<std::int64_t>(seats_.listeners().size());
  status.attackers = seats_.attacker_names();
  if (began_at_) status.running_s = seconds(finished_at_.value_or(now) - *began_at_);
  status.means = scoreboard_.means();
  status.goal_since_step = scoreboard_.criterion().met_since();
  status.goal_text = scoreboard_.criterion().standing();
  status.twin_in_step = scoreboard_.twin_in_step();
  status.refused = scoreboard_.refusals();
  status.missed_by_eve = eve_.missed();
  status.eve_behind = eve_.behind();

  const auto newest = std::max(step(), steps_.next() - 1);
  const auto planned = plan_.at(newest);
  status.controls = {plan_.cycle(newest), planned.rate, planned.frozen, pacing_.interval().count()};

  const auto at = "step " + std::to_string(step());
  const auto wait = [&](Role party, std::string_view what, Time since, Time until) {
    status.waiting =
        protocol::Wait{party, std::string(what), (now - since) / 1ms, (until - since) / 1ms};
    status.text = "waiting for " + wait_name(party, what) + ", " + at + ", " + brief(now - since) +
                  " of " + brief(until - since);
  };
  switch (state_) {
    case SessionState::gathering:
      if (const auto who = missing(now)) {
        const auto until = *who == Role::eve ? eve_due() : join_deadline(*who);
        wait(*who, "to join", seats_.missing_since(*who), until);
        if (now >= until)
          status.text = std::string(title(*who)) + " has not joined within " +
                        brief(until - seats_.missing_since(*who)) +
                        ": the session stands still until " + std::string(title(*who)) + " joins";
      }
      break;
    case SessionState::running:
      status.text = "running, " + at;
      if (const auto* due = steps_.first_due())
        wait(due->exchange->from, due->exchange->item, due->since,
             deadline(*due->exchange, due->since));
      else if (const auto* last =
                   awaits_findings() ? audits_.awaited(*plan_.last_audit()) : nullptr)
        wait(Role::attacker, "finding", last->since, last->until);
      break;
    case SessionState::paused:
      status.text = "paused by the operator before " + at;
      break;
    case SessionState::finishing:
      for (const auto party : kParties)
        if (present(party) && !farewells_.answered(party)) {
          status.text = "waiting for " + wait_name(party, "farewell") + ", " + at;
          break;
        }
      break;
    case SessionState::finished:
      status.text = "finished before " + at + ": " + farewells_.finish().reason;
      break;
  }
  return status;
}

Json Room::report(Time now) const {
  const auto wall_s = began_at_ ? seconds(finished_at_.value_or(now) - *began_at_) : 0.0;
  const auto& finish = farewells_.finish();
  Json digests = Json::object();
  for (const auto& network : task_.networks) digests[network.name] = nullptr;
  for (const auto& [network, digest] : farewells_.digests()) digests[network] = digest;
  Json report{{"session", name_},
              {"config", to_json(config_)},
              {"outcome", playing() ? protocol::kFailed : finish.outcome},
              {"reason", finish.reason},
              {"epochs", epochs_},
              {"steps", step()},
              {"wall_s", wall_s},
              {"steps_per_s", wall_s > 0 ? static_cast<double>(step()) / wall_s : 0.0},
              {"digests", digests},
              {"missed_by_eve", eve_.missed()}};
  scoreboard_.report(report, plan_.main_steps_before(step()));
  if (auto audit = audits_.report(); !audit.is_null()) report["audit"] = std::move(audit);
  return report;
}

}  // namespace sotto
