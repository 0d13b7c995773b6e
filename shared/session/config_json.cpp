#include "shared/session/config_json.hpp"

#include <limits>

namespace sotto {
namespace {

/// The longest text of a field but a cycle's: as many further shadows as there may be.
constexpr std::size_t kMaxText = 128;

void put(Json& to, std::int64_t value) { to = value; }
void put(Json& to, double value) { to = value; }
void put(Json& to, const Cycle& value) { to = to_text(value); }
void put(Json& to, const std::string& value) { to = value; }
template <class E>
void put(Json& to, E value) {
  to = name(value);
}

// Types are checked here, ranges by validate().
void get(Fields& from, std::string_view key, std::int64_t& value) {
  value = from.integer(key, std::numeric_limits<std::int64_t>::min(),
                       std::numeric_limits<std::int64_t>::max());
}
void get(Fields& from, std::string_view key, double& value) {
  value =
      from.number(key, std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max());
}
void get(Fields& from, std::string_view key, Cycle& value) {
  const auto text = from.text(key, kMaxCycleText);
  const auto cycle = parse_cycle(text);
  if (!cycle) from.fail(key, "is " + in_quotes(text) + ", expected for example alice_bob:1,eve:2");
  value = *cycle;
}
void get(Fields& from, std::string_view key, std::string& value) {
  value = from.text(key, kMaxText);
}
template <class E>
void get(Fields& from, std::string_view key, E& value) {
  value = from.choice<E>(key);
}

}  // namespace

Json to_json(const SessionConfig& config) {
  Json object = Json::object();
  visit_fields(config,
               [&](const char* key, const auto& value, const char*) { put(object[key], value); });
  return object;
}

SessionConfig config_from_json(const Json& object, SessionConfig config) {
  Fields fields(object, {"config"});
  visit_fields(config, [&](const char* key, auto& value, const char*) {
    if (fields.has(key)) get(fields, key, value);
  });
  fields.finish();
  if (const auto wrong = validate(config)) throw FieldError("config: " + *wrong);
  return config;
}

}  // namespace sotto
