// Reading JSON without its traps: every field is asked for by name, type and range, and whatever
// was not asked for is an error.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/enum_names.hpp"

namespace sotto {

using Json = nlohmann::json;

/// A field that is not what it should be: one sentence.
struct FieldError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Parses text into one JSON object without duplicate keys. Throws FieldError.
Json parse_object(std::string_view text);

/// The fields of one object. All readers throw FieldError; call finish() at the end.
class Fields {
 public:
  /// `where` names the object in error sentences, e.g. "done". `object` and the keys that are asked
  /// for must outlive this.
  Fields(const Json& object, std::string where);

  bool has(std::string_view key) const { return object_.contains(key); }

  /// A whole number in [low, high]: neither 1.5 nor "1" nor true.
  std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high);
  /// A finite number in [low, high].
  double number(std::string_view key, double low, double high);
  bool boolean(std::string_view key);
  /// A string of at most `max_bytes`.
  std::string text(std::string_view key, std::size_t max_bytes);
  /// A name of the enumeration.
  template <class E>
  E choice(std::string_view key) {
    const auto value = text(key, 64);
    if (const auto known = named<E>(value)) return *known;
    fail(key, "is '" + value + "', expected one of " + all_names<E>());
  }
  /// Any object or array, for a reader of its own.
  const Json& object(std::string_view key);
  const Json& array(std::string_view key, std::size_t max_size);

  /// Throws when the object has a field that nobody asked for.
  void finish() const;

  [[noreturn]] void fail(std::string_view key, const std::string& what) const;

 private:
  const Json& at(std::string_view key);

  const Json& object_;
  std::string where_;
  std::vector<std::string_view> asked_;
};

}  // namespace sotto
