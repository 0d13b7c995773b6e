// One table of fields for each message: encoding, decoding, the documentation and the page's types
// all come from it.
//
//   template <>
//   struct Table<Rewind> {
//     static constexpr MessageInfo info{"rewind", "relay", "parties", "a new epoch begins"};
//     static constexpr auto fields = std::tuple(
//         field("epoch", &Rewind::epoch, Epoch{}, "the new one"), ...);
//   };
//
// A rule says how a value is written and which values are good. Fields stand on the wire in the
// order of the table.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "shared/base/json_fields.hpp"
#include "shared/protocol/base64.hpp"

namespace sotto::protocol {

/// What a message is, for the documentation.
struct MessageInfo {
  const char* type;   ///< the value of "type" on the wire; empty for an object within others
  const char* from;   ///< who sends it
  const char* to;     ///< who gets it
  const char* about;  ///< one sentence
};

template <class M>
struct Table;

template <class M>
concept Tabled = requires {
  Table<M>::fields;
};

// ---- Writing ----

void write_text(std::string& out, std::string_view text);
void write_number(std::string& out, double value);
/// With four decimals at most: more than anybody can see. Like write_number(), of finite numbers.
void write_rounded(std::string& out, double value);

template <class Integer>
void write_integer(std::string& out, Integer value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

template <Tabled M>
void write_fields(std::string& out, const M& message);

// ---- Rules: T stands for the member's type ----

/// A whole number. Up to 2^53 - 1 where nothing else is said, so that a browser reads it exactly.
struct Integer {
  std::int64_t low = 0;
  std::int64_t high = (std::int64_t{1} << 53) - 1;

  template <class T>
  void write(std::string& out, T value) const {
    write_integer(out, value);
  }
  template <class T>
  void read(const Json& value, const Place& place, T& to) const {
    to = static_cast<T>(read_integer(value, place, low, high));
  }
  std::string expected() const;
  static std::string type() { return "number"; }
};

/// A finite number.
struct Number {
  double low = 0;
  double high = 1e12;
  bool rounded = false;  ///< four decimals are enough

  void write(std::string& out, double value) const {
    rounded ? write_rounded(out, value) : write_number(out, value);
  }
  void read(const Json& value, const Place& place, double& to) const {
    to = read_number(value, place, low, high);
  }
  std::string expected() const;
  static std::string type() { return "number"; }
};

struct Boolean {
  void write(std::string& out, bool value) const { out += value ? "true" : "false"; }
  void read(const Json& value, const Place& place, bool& to) const {
    to = read_boolean(value, place);
  }
  std::string expected() const { return "true or false"; }
  static std::string type() { return "boolean"; }
};

/// UTF-8 of at most `max_bytes`.
struct Text {
  std::size_t max_bytes;

  void write(std::string& out, std::string_view value) const { write_text(out, value); }
  void read(const Json& value, const Place& place, std::string& to) const {
    to = read_text(value, place, max_bytes);
  }
  std::string expected() const;
  static std::string type() { return "string"; }
};

/// The name of an enumerator.
template <class E>
struct Choice {
  void write(std::string& out, E value) const { write_text(out, name(value)); }
  void read(const Json& value, const Place& place, E& to) const {
    to = read_choice<E>(value, place);
  }
  std::string expected() const { return "one of " + all_names<E>(); }
  static std::string type() {
    std::string all;
    for (const auto each : Names<E>::values)
      all += (all.empty() ? "'" : "|'") + std::string(each) + "'";
    return all;
  }
};

/// Any bytes, as base64.
struct Bytes {
  std::size_t max_bytes;

  void write(std::string& out, std::string_view value) const {
    out += '"';
    out += to_base64(value);
    out += '"';
  }
  void read(const Json& value, const Place& place, std::string& to) const;
  std::string expected() const;
  static std::string type() { return "string"; }
};

/// 64 lower-case hexadecimal digits.
struct Digest {
  void write(std::string& out, std::string_view value) const { write_text(out, value); }
  void read(const Json& value, const Place& place, std::string& to) const;
  std::string expected() const { return "64 lower-case hexadecimal digits"; }
  static std::string type() { return "string"; }
};

/// Any JSON object; what is in it is documented elsewhere.
struct AnyObject {
  const char* where;

  void write(std::string& out, const Json& value) const {
    out += value.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
  }
  void read(const Json& value, const Place& place, Json& to) const {
    to = read_object(value, place);
  }
  std::string expected() const { return std::string("object: ") + where; }
  static std::string type() { return "any"; }
};

/// An object with a table of its own.
template <class M>
struct Object {
  void write(std::string& out, const M& value) const {
    out += '{';
    write_fields(out, value);
    out += '}';
  }
  void read(const Json& value, const Place& place, M& to) const;
  std::string expected() const { return std::string("object: ") + Table<M>::name; }
  static std::string type() { return Table<M>::name; }
};

/// An array of at most `max_size` values of a rule.
template <class Rule>
struct List {
  std::size_t max_size;
  Rule each;

  template <class T>
  void write(std::string& out, const T& values) const {
    out += '[';
    bool first = true;
    for (const auto& value : values) {
      if (!std::exchange(first, false)) out += ',';
      each.write(out, value);
    }
    out += ']';
  }
  template <class T>
  void read(const Json& value, const Place& place, T& to) const {
    for (const auto& element : read_array(value, place, max_size)) {
      typename T::value_type made{};
      each.read(element, place, made);
      to.push_back(std::move(made));
    }
  }
  std::string expected() const {
    return "array of at most " + std::to_string(max_size) + ": " + each.expected();
  }
  std::string type() const {
    const auto one = each.type();
    return (one.find('|') == one.npos ? one : "(" + one + ")") + "[]";
  }
};

/// An object whose keys are names: of series, of networks, of phases.
template <class T>
using ByName = std::vector<std::pair<std::string, T>>;

template <class Rule>
struct Map {
  const char* keys;  ///< what they name
  std::size_t max_size;
  Rule each;

  template <class T>
  void write(std::string& out, const ByName<T>& values) const {
    out += '{';
    bool first = true;
    for (const auto& [key, value] : values) {
      if (!std::exchange(first, false)) out += ',';
      write_text(out, key);
      out += ':';
      each.write(out, value);
    }
    out += '}';
  }
  template <class T>
  void read(const Json& value, const Place& place, ByName<T>& to) const {
    const auto& object = read_object(value, place);
    if (object.size() > max_size)
      place.fail("has " + std::to_string(object.size()) + " entries, expected at most " +
                 std::to_string(max_size));
    for (const auto& [key, element] : object.items()) {
      T made{};
      each.read(element, Place{key, &place}, made);
      to.emplace_back(key, std::move(made));
    }
  }
  std::string expected() const { return std::string("object by ") + keys + ": " + each.expected(); }
  std::string type() const { return "Record<string, " + each.type() + ">"; }
};

// ---- Fields ----

enum class Presence {
  required,
  optional,  ///< a std::optional member; left out where it is empty
  if_set,    ///< left out where it is the type's zero
  nullable,  ///< a std::optional member; null where it is empty
};

template <class M, class T, class Rule>
struct Field {
  const char* name;
  T M::*member;
  Rule rule;
  const char* about;
  Presence presence;
};

template <class M, class T, class Rule>
constexpr auto field(const char* name, T M::*member, Rule rule, const char* about) {
  return Field<M, T, Rule>{name, member, rule, about, Presence::required};
}
template <class M, class T, class Rule>
constexpr auto optional_field(const char* name, std::optional<T> M::*member, Rule rule,
                              const char* about) {
  return Field<M, std::optional<T>, Rule>{name, member, rule, about, Presence::optional};
}
template <class M, class T, class Rule>
constexpr auto nullable_field(const char* name, std::optional<T> M::*member, Rule rule,
                              const char* about) {
  return Field<M, std::optional<T>, Rule>{name, member, rule, about, Presence::nullable};
}
/// Zero, false or empty where it is not there.
template <class M, class T, class Rule>
constexpr auto field_if_set(const char* name, T M::*member, Rule rule, const char* about) {
  return Field<M, T, Rule>{name, member, rule, about, Presence::if_set};
}

// ---- Whole messages ----

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

/// A message may have the fields of one that it is derived from.
template <class M, class T, class Rule, std::derived_from<M> Message>
void write_field(std::string& out, const Field<M, T, Rule>& field, const Message& message) {
  const auto& value = message.*field.member;
  if constexpr (IsOptional<T>::value) {
    if (!value && field.presence == Presence::optional) return;
  } else {
    if (field.presence == Presence::if_set && value == T{}) return;
  }
  if (out.back() != '{') out += ',';
  out += '"';
  out += field.name;
  out += "\":";
  if constexpr (IsOptional<T>::value) {
    if (value)
      field.rule.write(out, *value);
    else
      out += "null";
  } else {
    field.rule.write(out, value);
  }
}

template <Tabled M>
void write_fields(std::string& out, const M& message) {
  std::apply([&](const auto&... field) { (write_field(out, field, message), ...); },
             Table<M>::fields);
}

template <class M, class T, class Rule, std::derived_from<M> Message>
void read_field(Fields& from, const Field<M, T, Rule>& field, Message& message) {
  auto& to = message.*field.member;
  if (field.presence != Presence::required && field.presence != Presence::nullable &&
      !from.has(field.name))
    return;
  const auto& value = from.at(field.name);
  const auto place = from.place(field.name);
  if constexpr (IsOptional<T>::value) {
    if (field.presence == Presence::nullable && value.is_null()) return;
    typename T::value_type made{};
    field.rule.read(value, place, made);
    to = std::move(made);
  } else {
    field.rule.read(value, place, to);
  }
}

template <Tabled M>
void read_fields(Fields& from, M& message) {
  std::apply([&](const auto&... field) { (read_field(from, field, message), ...); },
             Table<M>::fields);
  // What no single field can tell.
  if constexpr (requires { Table<M>::check(message, from); }) Table<M>::check(message, from);
}

template <class M>
void Object<M>::read(const Json& value, const Place& place, M& to) const {
  Fields from(value, place);
  read_fields(from, to);
  from.finish();
}

/// {"type": …, then the fields}
template <Tabled M>
std::string encode_message(const M& message) {
  std::string out = "{\"type\":\"";
  out += Table<M>::info.type;
  out += '"';
  write_fields(out, message);
  out += '}';
  return out;
}

}  // namespace sotto::protocol
