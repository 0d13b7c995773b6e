#include "launcher/scenario.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "shared/base/utf8_text.hpp"

namespace sotto {
namespace {

constexpr std::size_t kMaxEvents = 1000;
constexpr std::size_t kMaxLine = 2048;

/// Whether each '~' is that of an escape (RFC 6901, section 3).
bool is_json_pointer(std::string_view text) {
  for (auto at = text.find('~'); at != text.npos; at = text.find('~', at + 1))
    if (const auto next = text.substr(at + 1, 1); next != "0" && next != "1") return false;
  return true;
}

Condition condition(const Json& object) {
  Fields from(object, {"condition"});
  Condition c;
  c.pointer = from.text("pointer", 256);
  if (!c.pointer.starts_with('/')) from.fail("pointer", "must start with '/', as in /state");
  if (!is_json_pointer(c.pointer))
    from.fail("pointer", "has a '~', expected ~0 for it, and ~1 for a /");
  if (from.has("equals")) {
    const auto& value = from.at("equals");
    if (value.is_string())
      from.text("equals", kMaxLine);
    else if (!value.is_boolean())
      from.number("equals", -1e18, 1e18);
    c.equals = value;
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

/// What stands at that place, or null.
const Json* find(const Json& document, const std::string& pointer) {
  try {
    return &document.at(Json::json_pointer(pointer));
  } catch (const Json::exception&) {  // contains() throws as well, where an index is out of range
    return nullptr;
  }
}

/// What each deed takes beside its time, in the order of their names.
using DeedFields = std::array<std::string_view, 4>;
constexpr std::array<DeedFields, Names<Deed>::values.size()> kDeedFields{
    DeedFields{"text"},                                // say
    DeedFields{"before_step"},                         // pause
    DeedFields{},                                      // resume
    DeedFields{"before_step"},                         // stop
    DeedFields{"role"},                                // stop_process
    DeedFields{"role"},                                // continue_process
    DeedFields{"role"},                                // kill
    DeedFields{"role"},                                // start
    DeedFields{"role", "text", "status", "within_s"},  // expect
};

/// Throws FieldError where a field of another deed was given: it would be without effect.
void refuse_fields_of_others(Fields& from, Deed deed) {
  const auto& own = kDeedFields[static_cast<std::size_t>(deed)];
  std::string expected = "at_step and at_s";
  for (const auto field : own)
    if (!field.empty()) expected = std::string(field) + ", " + expected;
  for (const auto& fields : kDeedFields)
    for (const auto field : fields)
      if (from.has(field) && std::ranges::find(own, field) == own.end())
        from.fail(field, "does not belong to '" + std::string(name(deed)) +
                             "', expected nothing but " + expected);
}

bool needs_role(Deed deed) { return deed >= Deed::stop_process && deed <= Deed::start; }

ScenarioEvent event(const Json& object, std::size_t index) {
  const auto place = "event " + std::to_string(index);
  Fields from(object, {place});
  ScenarioEvent e;
  e.deed = from.choice<Deed>("do");
  refuse_fields_of_others(from, e.deed);
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
  if (e.deed == Deed::expect && !e.text.empty() && !e.role)
    from.fail("role", "is missing: whose line the text is");
  if (e.deed == Deed::expect && e.role && e.text.empty())
    from.fail("role", "has no text, expected that of a line it prints");
  return e;
}

}  // namespace

bool Condition::holds(const Json& document) const {
  const auto* found = find(document, pointer);
  if (found == nullptr) return false;
  const auto& value = *found;
  if (equals) return value == *equals;
  if (contains)
    return value.is_string() && value.get<std::string>().find(*contains) != std::string::npos;
  if (!value.is_number()) return false;
  return at_least ? value.get<double>() >= *at_least : value.get<double>() <= *at_most;
}

std::string Condition::text() const {
  if (equals) return printable(pointer + " = " + equals->dump());
  if (contains) return printable(pointer + " contains '" + *contains + "'");
  const auto number = Json(at_least ? *at_least : *at_most).dump();
  return printable(pointer) + (at_least ? " >= " : " <= ") + number;
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
