// Names of enumerators, as they stand on the wire, in options and in reports.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sotto {

/// Specialise with `static constexpr std::array values` holding one name per enumerator, in order
/// from 0.
template <class E>
struct Names;

template <class E>
constexpr std::string_view name(E value) {
  return Names<E>::values[static_cast<std::size_t>(value)];
}

/// The enumerator with that name, or nothing.
template <class E>
constexpr std::optional<E> named(std::string_view text) {
  for (std::size_t i = 0; i < Names<E>::values.size(); ++i)
    if (Names<E>::values[i] == text) return static_cast<E>(i);
  return std::nullopt;
}

/// All names, for sentences such as "expected one of twin, independent".
template <class E>
std::string all_names() {
  std::string all;
  for (auto each : Names<E>::values) {
    if (!all.empty()) all += ", ";
    all += each;
  }
  return all;
}

}  // namespace sotto
