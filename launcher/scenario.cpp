#include "launcher/scenario.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace sotto {
namespace {

constexpr std::size_t kMaxEvents = 1000;
constexpr std::size_t kMaxLine = 2048;

Condition condition(const Json& object) {
  Fields from(object, {"condition"});
  Condition c;
  c.pointer = from.text("pointer", 256);
  if (!c.pointer.starts_with('/')) from.fail("pointer", "must start with '/', as in /state");
  if (from.has("equals")) {
    const auto& value = object.at("equals");
    c.equals = value;
    if (value.is_string())
      from.text("equals", kMaxLine);
    else if (value.is_boolean())
      from.boolean("equals");
    else
      from.number("equals", -1e18, 1e18);
  }
  if (from.has("at_least")) c.at_least = from.number("at_least", -1e18, 1e18);
  if (from.has("at_most")) c.at_most = from.number("at_most", -1e18, 1e18);
  if (from.has("contains")) c.contains = from.text("contains", kMaxLine);
  from.finish();
  if (int(c.equals.has_value()) + int(c.at_least.has_value()) + int(c.at_most.has_value()) +
          int(c.contains.has_value()) !=
      1)
    from.fail("pointer", "needs exactly one of equals, at_least, at_most and contains");
  return c;
}

std::vector<Condition> conditions(const Json& array) {
  std::vector<Condition> all;
  for (const auto& each : array) all.push_back(condition(each));
  return all;
}

bool needs_role(Deed deed) { return deed >= Deed::stop_process && deed <= Deed::start; }

ScenarioEvent event(const Json& object, std::size_t index) {
  const auto place = "event " + std::to_string(index);
  Fields from(object, {place});
  ScenarioEvent e;
  e.deed = from.choice<Deed>("do");
  if (from.has("at_step")) e.at_step = from.integer("at_step", 0, kMaxSteps);
  if (from.has("at_s")) e.at_s = from.number("at_s", 0, 86'400);
  if (from.has("role")) {
    e.role = from.choice<Role>("role");
    if (!is_party(*e.role)) from.fail("role", "must be alice, bob or eve");
  }
  if (from.has("text")) e.text = from.text("text", kMaxLine);
  if (from.has("before_step")) e.step = from.integer("before_step", 0, kMaxSteps);
  if (from.has("status")) e.conditions = conditions(from.array("status", 32));
  if (from.has("within_s"))
    e.within = std::chrono::milliseconds(
        static_cast<std::int64_t>(from.number("within_s", 0, 86'400) * 1000));
  from.finish();
  if (needs_role(e.deed) && !e.role) from.fail("role", "is missing");
  if (e.deed == Deed::say && e.text.empty()) from.fail("text", "is missing");
  if (e.deed == Deed::expect && e.conditions.empty() && (e.text.empty() || !e.role))
    from.fail("status", "is missing: expect needs it, or the role and text of a line it prints");
  return e;
}

}  // namespace

bool Condition::holds(const Json& document) const {
  const Json::json_pointer place(pointer);
  if (!document.contains(place)) return false;
  const auto& value = document.at(place);
  if (equals) return value == *equals;
  if (contains)
    return value.is_string() && value.get<std::string>().find(*contains) != std::string::npos;
  if (!value.is_number()) return false;
  return at_least ? value.get<double>() >= *at_least : value.get<double>() <= *at_most;
}

std::string Condition::text() const {
  if (equals) return pointer + " = " + equals->dump();
  if (contains) return pointer + " contains '" + *contains + "'";
  const auto number = Json(at_least ? *at_least : *at_most).dump();
  return pointer + (at_least ? " >= " : " <= ") + number;
}

Scenario Scenario::from_json(const Json& object) {
  try {
    Fields from(object, {"scenario"});
    Scenario scenario;
    if (from.has("about")) from.text("about", kMaxLine);
    std::size_t index = 0;
    for (const auto& each : from.array("events", kMaxEvents))
      scenario.events_.push_back(event(each, index++));
    if (from.has("report")) scenario.report_conditions_ = conditions(from.array("report", 64));
    from.finish();
    return scenario;
  } catch (const FieldError& error) {
    throw ScenarioError(error.what());
  } catch (const Json::exception& error) {
    throw ScenarioError(error.what());
  }
}

Scenario Scenario::from_file(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  if (!in || std::filesystem::is_directory(file))
    throw ScenarioError("scenario file '" + file.string() + "' cannot be read");
  try {
    return from_json(parse_object(text.str()));
  } catch (const std::runtime_error& error) {
    throw ScenarioError("scenario file '" + file.string() + "': " + error.what());
  }
}

bool Scenario::kills(Role role) const {
  return std::ranges::any_of(events_, [&](const ScenarioEvent& event) {
    return event.deed == Deed::kill && event.role == role;
  });
}

void Scenario::check(const Json& report) const {
  for (const auto& each : report_conditions_)
    if (!each.holds(report)) throw ScenarioError("the report does not meet " + each.text());
}

}  // namespace sotto
