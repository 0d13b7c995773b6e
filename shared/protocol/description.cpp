#include "shared/protocol/description.hpp"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <vector>

#include "shared/protocol/messages.hpp"

namespace sotto::protocol {
namespace {

/// A field, as people read of it.
struct FieldText {
  std::string name;
  std::string expected;
  std::string type;  ///< in JavaScript
  std::string about;
  Presence presence;
};

/// A message or nested object, as people read of it.
struct ObjectText {
  std::string name;
  MessageInfo info;
  std::vector<FieldText> fields;
};

// ---- Reading the tables ----

template <Tabled M>
ObjectText describe_object() {
  ObjectText text{Table<M>::name, Table<M>::info, {}};
  std::apply(
      [&](const auto&... field) {
        (text.fields.push_back(
             {field.name, field.rule.expected(), field.rule.type(), field.about, field.presence}),
         ...);
      },
      Table<M>::fields);
  return text;
}

template <class Variant>
std::vector<ObjectText> describe_variant() {
  return []<class... M>(std::type_identity<std::variant<M...>>) {
    return std::vector{describe_object<M>()...};
  }(std::type_identity<Variant>{});
}

template <Tabled M>
void add_nested_of(std::vector<ObjectText>& all);

template <class Rule>
void add_nested(const Rule&, std::vector<ObjectText>&) {}
template <class M>
void add_nested(const Object<M>&, std::vector<ObjectText>& all) {
  // A message within another has its own place.
  if (*Table<M>::info.type == '\0' &&
      std::ranges::find(all, std::string(Table<M>::name), &ObjectText::name) == all.end())
    all.push_back(describe_object<M>());
  add_nested_of<M>(all);
}
template <class Rule>
void add_nested(const List<Rule>& list, std::vector<ObjectText>& all) {
  add_nested(list.each, all);
}
template <class Rule>
void add_nested(const Map<Rule>& map, std::vector<ObjectText>& all) {
  add_nested(map.each, all);
}

template <Tabled M>
void add_nested_of(std::vector<ObjectText>& all) {
  std::apply([&](const auto&... field) { (add_nested(field.rule, all), ...); }, Table<M>::fields);
}

/// The objects within the messages of that variant, in the order in which they first occur.
template <class Variant>
void add_nested_of_variant(std::vector<ObjectText>& all) {
  [&]<class... M>(std::type_identity<std::variant<M...>>) {
    (add_nested_of<M>(all), ...);
  }(std::type_identity<Variant>{});
}

std::vector<ObjectText> nested_objects() {
  std::vector<ObjectText> all;
  add_nested_of_variant<ToRelay>(all);
  add_nested_of_variant<FromRelay>(all);
  return all;
}

bool is_telemetry(const ObjectText& message) {
  return std::string_view(message.info.to).ends_with(Table<Snapshot>::info.to);
}

// ---- Markdown ----

/// For a cell of a table.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != text.npos; at += 2) text.insert(at, "\\");
  return text;
}

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string value_of(const FieldText& field) {
  switch (field.presence) {
    case Presence::required:
      break;
    case Presence::optional:
      return "optional: " + field.expected;
    case Presence::if_set:
      return "if set: " + field.expected;
    case Presence::nullable:
      return "null, or " + field.expected;
  }
  return field.expected;
}

void add_markdown(std::string& out, const ObjectText& object) {
  const std::string_view type(object.info.type);
  if (type.empty())
    out += "#### " + object.name + "\n\n" + object.info.about;
  else
    out += "#### " + code(type) + ": " + object.info.from + " → " + object.info.to + "\n\n" +
           object.info.about;
  out += ".\n\n| field | value | what |\n| --- | --- | --- |\n";
  for (const auto& field : object.fields)
    out += "| " + code(field.name) + " | " + cell(value_of(field)) + " | " + cell(field.about) +
           " |\n";
  out += '\n';
}

void add_command_forms(std::string& out) {
  out += "| command | with | what |\n| --- | --- | --- |\n";
  for (const auto& form : kCommandForms) {
    std::string with;
    const auto add = [&](bool there, const std::string& field) {
      if (there) with += (with.empty() ? "" : ", ") + field;
    };
    add(form.step_ms, "`step_ms`");
    add(form.text, "`text`, `repeat_ms`");
    add(form.cycle, "`cycle`");
    add(form.learning_rate, "`learning_rate`");
    add(form.at_step, "optional `at_step`");
    out += "| " + code(sotto::name(form.name)) + " | " + with + " | " + cell(form.about) + " |\n";
  }
  out += '\n';
}

// ---- JSDoc ----

void add_property(std::string& out, const std::string& type, const std::string& name,
                  const std::string& about) {
  out += " * @property {" + type + "} " + name + (about.empty() ? "" : " " + about) + "\n";
}

void add_jsdoc(std::string& out, const ObjectText& object) {
  out += "/**\n * " + object.name + ": " + object.info.about + "\n * @typedef {object} " +
         object.name + "\n";
  if (*object.info.type != '\0')
    add_property(out, "'" + std::string(object.info.type) + "'", "type", "");
  for (const auto& field : object.fields) {
    const bool optional =
        field.presence == Presence::optional || field.presence == Presence::if_set;
    add_property(out, field.type + (field.presence == Presence::nullable ? "|null" : ""),
                 optional ? "[" + field.name + "]" : field.name, field.about);
  }
  out += " */\n\n";
}

// Types of a configuration's fields.
std::string js_type(std::int64_t) { return Integer::type(); }
std::string js_type(double) { return Number::type(); }
std::string js_type(const std::string&) { return Text::type(); }
std::string js_type(const Cycle&) { return CycleText::type(); }
template <class E>
std::string js_type(E) {
  return Choice<E>::type();
}

void add_config_jsdoc(std::string& out) {
  out +=
      "/**\n * SessionConfig: what the session computes, and how long anybody is waited for\n"
      " * @typedef {object} SessionConfig\n";
  const SessionConfig config;
  visit_fields(config, [&](const char* field, const auto& value, const char* help) {
    add_property(out, js_type(value), field, help);
  });
  out += " */\n\n";
}

void add_union_jsdoc(std::string& out, const std::string& name,
                     const std::vector<ObjectText>& messages) {
  std::string all;
  for (const auto& message : messages) all += (all.empty() ? "" : "|") + message.name;
  out += "/** @typedef {" + all + "} " + name + " */\n\n";
}

}  // namespace

std::string message_tables_markdown() {
  const auto to_relay = describe_variant<ToRelay>();
  const auto from_relay = describe_variant<FromRelay>();
  std::string out = "\n### To the relay\n\n";
  for (const auto& message : to_relay) {
    add_markdown(out, message);
    if (message.name == Table<Command>::name) add_command_forms(out);
  }
  out += "### From the relay\n\n";
  for (const auto& message : from_relay)
    if (!is_telemetry(message)) add_markdown(out, message);
  out += "### Telemetry\n\n";
  for (const auto& message : from_relay)
    if (is_telemetry(message)) add_markdown(out, message);
  out += "### Objects within messages\n\n";
  for (const auto& object : nested_objects()) add_markdown(out, object);
  return out;
}

std::string message_types_jsdoc() {
  const auto to_relay = describe_variant<ToRelay>();
  const auto from_relay = describe_variant<FromRelay>();
  std::string out =
      "// The messages of the protocol as types. Made by describe_protocol from the relay's field\n"
      "// tables: do not edit.\n\n";
  add_config_jsdoc(out);
  for (const auto& object : nested_objects()) add_jsdoc(out, object);
  for (const auto& message : to_relay) add_jsdoc(out, message);
  for (const auto& message : from_relay) add_jsdoc(out, message);
  add_union_jsdoc(out, "ToRelay", to_relay);
  add_union_jsdoc(out, "FromRelay", from_relay);
  out += "export {};\n";
  return out;
}

}  // namespace sotto::protocol
