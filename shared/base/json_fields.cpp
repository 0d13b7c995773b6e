#include "shared/base/json_fields.hpp"

#include <algorithm>
#include <cmath>

namespace sotto {
namespace {

/// "3.5", for ranges in sentences.
std::string brief(double value) {
  auto text = Json(value).dump();
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

}  // namespace

Json parse_object(std::string_view text) {
  // nlohmann/json takes a NUL for the end of the text and would not look at what follows.
  if (text.find('\0') != text.npos) throw FieldError("a text message must not hold a NUL byte");
  // nlohmann/json keeps the last of two equal keys; whoever sends two means neither.
  std::vector<std::vector<std::string>> open;
  bool repeated = false;
  bool deep = false;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    const bool object = event == Json::parse_event_t::object_start;
    deep |= (object || event == Json::parse_event_t::array_start) && depth >= kMaxNesting;
    if (object) open.emplace_back();
    if (event == Json::parse_event_t::key)
      open.back().push_back(value.get_ref<const std::string&>());
    if (event == Json::parse_event_t::object_end) {
      auto& keys = open.back();
      std::ranges::sort(keys);
      repeated |= std::ranges::adjacent_find(keys) != keys.end();
      open.pop_back();
    }
    return true;
  };
  auto value = Json::parse(text, watch, /*allow_exceptions=*/false);
  if (value.is_discarded()) throw FieldError("expected one JSON object");
  if (!value.is_object())
    throw FieldError("expected one JSON object, not " + std::string(value.type_name()));
  if (deep)
    throw FieldError("a message is nested deeper than " + std::to_string(kMaxNesting) + " levels");
  if (repeated) throw FieldError("an object names one of its fields twice");
  return value;
}

std::string Place::text() const {
  // The name may be a key that somebody sent.
  return within == nullptr ? excerpt(name) : within->text() + "." + excerpt(name);
}

void Place::fail(const std::string& what) const { throw FieldError(text() + " " + what); }

std::int64_t read_integer(const Json& value, const Place& place, std::int64_t low,
                          std::int64_t high) {
  const auto expected = [&] {
    return "expected a whole number from " + std::to_string(low) + " to " + std::to_string(high);
  };
  if (!value.is_number_integer()) place.fail("is not a whole number, " + expected());
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX)
    place.fail("is out of range, " + expected());
  const auto number = value.get<std::int64_t>();
  if (number < low || number > high) place.fail("is " + std::to_string(number) + ", " + expected());
  return number;
}

double read_number(const Json& value, const Place& place, double low, double high) {
  const auto expected = [&] {
    return "expected a number from " + brief(low) + " to " + brief(high);
  };
  if (!value.is_number()) place.fail("is not a number, " + expected());
  const auto number = value.get<double>();
  if (!std::isfinite(number) || number < low || number > high)
    place.fail("is out of range, " + expected());
  return number;
}

bool read_boolean(const Json& value, const Place& place) {
  if (!value.is_boolean()) place.fail("is neither true nor false");
  return value.get<bool>();
}

std::string read_text(const Json& value, const Place& place, std::size_t max_bytes) {
  if (!value.is_string()) place.fail("is not a string");
  auto text = value.get<std::string>();
  if (text.size() > max_bytes)
    place.fail("has " + std::to_string(text.size()) + " bytes, expected at most " +
               std::to_string(max_bytes));
  return text;
}

const Json& read_object(const Json& value, const Place& place) {
  if (!value.is_object()) place.fail("is not an object");
  return value;
}

const Json& read_array(const Json& value, const Place& place, std::size_t max_size) {
  if (!value.is_array()) place.fail("is not an array");
  if (value.size() > max_size)
    place.fail("has " + std::to_string(value.size()) + " entries, expected at most " +
               std::to_string(max_size));
  return value;
}

Fields::Fields(const Json& object, Place place) : object_(object), place_(place) {
  if (!object.is_object()) place_.fail("must be an object");
}

const Json& Fields::at(std::string_view key) {
  const auto found = object_.find(key);
  if (found == object_.end()) fail(key, "is missing");
  asked_.push_back(key);
  return *found;
}

void Fields::finish() const {
  for (const auto& [key, value] : object_.items())
    if (std::ranges::find(asked_, key) == asked_.end())
      throw FieldError(place_.text() + " has an unknown field " + in_quotes(key));
}

}  // namespace sotto
