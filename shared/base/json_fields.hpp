// Reading JSON without its traps: every value is asked for by name, type and range, and whatever
// nobody asked for is an error.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/enum_names.hpp"
#include "shared/base/utf8_text.hpp"

namespace sotto {

using Json = nlohmann::json;

/// A value that is not what it should be: one sentence, printable and short whatever was sent.
struct FieldError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Objects and arrays within each other.
inline constexpr int kMaxNesting = 64;

/// Parses text into one JSON object without duplicate keys, nested at most kMaxNesting deep: what
/// copies or writes JSON takes the stack once for each level. Throws FieldError.
Json parse_object(std::string_view text);

/// Where a value stands, for error sentences: "status.waiting.role". Holds references: a Place
/// lives on the stack while its value is read, and its text is made only for an error.
struct Place {
  std::string_view name;
  const Place* within = nullptr;

  std::string text() const;
  /// Throws FieldError: "status.waiting.role is missing".
  [[noreturn]] void fail(const std::string& what) const;
};

// All readers throw FieldError.

/// A whole number in [low, high]: neither 1.5 nor "1" nor true.
std::int64_t read_integer(const Json& value, const Place& place, std::int64_t low,
                          std::int64_t high);
/// A finite number in [low, high].
double read_number(const Json& value, const Place& place, double low, double high);
bool read_boolean(const Json& value, const Place& place);
/// A string of at most `max_bytes`.
std::string read_text(const Json& value, const Place& place, std::size_t max_bytes);
/// The name of an enumerator.
template <class E>
E read_choice(const Json& value, const Place& place) {
  const auto text = read_text(value, place, 64);
  if (const auto known = named<E>(text)) return *known;
  place.fail("is " + in_quotes(text) + ", expected one of " + all_names<E>());
}
const Json& read_object(const Json& value, const Place& place);
const Json& read_array(const Json& value, const Place& place, std::size_t max_size);

/// The fields of one object. All readers throw FieldError; call finish() at the end.
class Fields {
 public:
  /// `place` names the object in error sentences, e.g. "done". `object`, what `place` refers to and
  /// the keys that are asked for must outlive this.
  Fields(const Json& object, Place place);

  bool has(std::string_view key) const { return object_.contains(key); }

  /// The value of that key, which must be there.
  const Json& at(std::string_view key);
  Place place(std::string_view key) const { return {key, &place_}; }

  std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high) {
    return read_integer(at(key), place(key), low, high);
  }
  double number(std::string_view key, double low, double high) {
    return read_number(at(key), place(key), low, high);
  }
  bool boolean(std::string_view key) { return read_boolean(at(key), place(key)); }
  std::string text(std::string_view key, std::size_t max_bytes) {
    return read_text(at(key), place(key), max_bytes);
  }
  template <class E>
  E choice(std::string_view key) {
    return read_choice<E>(at(key), place(key));
  }
  const Json& object(std::string_view key) { return read_object(at(key), place(key)); }
  const Json& array(std::string_view key, std::size_t max_size) {
    return read_array(at(key), place(key), max_size);
  }

  /// Throws when the object has a field that nobody asked for.
  void finish() const;

  [[noreturn]] void fail(std::string_view key, const std::string& what) const {
    place(key).fail(what);
  }

 private:
  const Json& object_;
  Place place_;
  std::vector<std::string_view> asked_;
};

}  // namespace sotto
