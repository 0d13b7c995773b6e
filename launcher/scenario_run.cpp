#include "launcher/scenario_run.hpp"

#include <algorithm>

#include "shared/base/utf8_text.hpp"

namespace sotto {

void ScenarioRun::heard(Role role, const std::string& line) {
  if (!over()) lines_[static_cast<std::size_t>(role)].push_back(line);
}

void ScenarioRun::advance(Time now, const std::optional<protocol::Status>& status, Stage& stage) {
  while (!over()) {
    const auto& event = events_[next_];
    if (!due(event, now, status) || !carry_out(event, now, status, stage)) return;
    stage.done(std::string(name(event.deed)) +
               (event.role ? " " + std::string(name(*event.role)) : std::string()));
    ++next_;
    expecting_since_.reset();
  }
}

bool ScenarioRun::due(const ScenarioEvent& event, Time now,
                      const std::optional<protocol::Status>& status) const {
  if (event.at_s && now - launched_ < std::chrono::duration<double>(*event.at_s)) return false;
  return !event.at_step || (status && status->step >= *event.at_step);
}

bool ScenarioRun::met(const ScenarioEvent& event,
                      const std::optional<protocol::Status>& status) const {
  if (!event.conditions.empty()) {
    if (!status) return false;
    const auto document = Json::parse(encode(protocol::FromRelay{*status}));
    if (!std::ranges::all_of(event.conditions,
                             [&](const Condition& each) { return each.holds(document); }))
      return false;
  }
  if (event.text.empty()) return true;
  return std::ranges::any_of(
      lines_[static_cast<std::size_t>(*event.role)],
      [&](const std::string& line) { return line.find(event.text) != std::string::npos; });
}

/// False where it has to wait.
bool ScenarioRun::carry_out(const ScenarioEvent& event, Time now,
                            const std::optional<protocol::Status>& status, Stage& stage) {
  switch (event.deed) {
    case Deed::say:
      stage.say(event.text);
      break;
    case Deed::pause:
      stage.command(protocol::CommandName::pause, event.step);
      break;
    case Deed::resume:
      stage.command(protocol::CommandName::resume, std::nullopt);
      break;
    case Deed::stop:
      stage.command(protocol::CommandName::stop, event.step);
      break;
    case Deed::stop_process:
    case Deed::continue_process:
    case Deed::kill:
      stage.signal(*event.role, event.deed);
      break;
    case Deed::start:
      if (stage.running(*event.role)) return false;  // until the one that was killed is gone
      stage.start(*event.role);
      break;
    case Deed::expect: {
      if (!expecting_since_) expecting_since_ = now;
      if (met(event, status)) break;
      if (now - *expecting_since_ < event.within) return false;
      std::string missing = event.text.empty() ? "" : "a line with '" + printable(event.text) + "'";
      for (const auto& each : event.conditions)
        missing += (missing.empty() ? "" : " and ") + each.text();
      throw ScenarioError("the scenario's event " + std::to_string(next_) + " waited " +
                          std::to_string(event.within.count()) + " ms in vain for " + missing);
    }
  }
  return true;
}

}  // namespace sotto
