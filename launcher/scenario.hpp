// A script of a run: what happens at which step or time, and what must then be so.
//
// docs/scenarios.md has the format.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/json_fields.hpp"
#include "shared/protocol/messages.hpp"

namespace sotto {

/// One sentence: where the scenario is wrong, or which of its expectations was not met.
struct ScenarioError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Deed { say, pause, resume, stop, stop_process, continue_process, kill, start, expect };

template <>
struct Names<Deed> {
  static constexpr std::array<std::string_view, 9> values{
      "say",  "pause", "resume", "stop", "stop_process", "continue_process",
      "kill", "start", "expect"};
};

/// "pointer": a place in the JSON of a status or report; exactly one of the comparisons.
struct Condition {
  std::string pointer;
  std::optional<Json> equals;
  std::optional<double> at_least;
  std::optional<double> at_most;
  std::optional<std::string> contains;

  bool holds(const Json& document) const;
  std::string text() const;
};

struct ScenarioEvent {
  std::optional<std::int64_t> at_step;  ///< not before the session has reached that step
  std::optional<double> at_s;           ///< not before that time since the launch
  Deed deed = Deed::expect;
  std::optional<Role> role;           ///< whose process
  std::string text;                   ///< say: the message; expect: a line that `role` prints
  std::optional<std::int64_t> step;   ///< pause, stop: exactly before that step
  std::vector<Condition> conditions;  ///< expect: of the status
  std::chrono::milliseconds within{10'000};
};

class Scenario {
 public:
  /// Throws ScenarioError.
  static Scenario from_file(const std::filesystem::path& file);
  static Scenario from_json(const Json& object);

  const std::vector<ScenarioEvent>& events() const { return events_; }
  /// Whether it kills that party.
  bool kills(Role role) const;

  /// Throws ScenarioError naming the first condition on the report that does not hold.
  void check(const Json& report) const;

 private:
  std::vector<ScenarioEvent> events_;
  std::vector<Condition> report_conditions_;
};

}  // namespace sotto
