// Options that hold a whole number.
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <string>

namespace sotto {

/// For CLI::Option::check: says what was given and what is expected.
inline CLI::Validator whole_number(std::int64_t min, std::int64_t max) {
  return {[min, max](const std::string& text) -> std::string {
            std::int64_t value = 0;
            const auto* end = text.data() + text.size();
            const auto [stop, fault] = std::from_chars(text.data(), end, value);
            if (fault == std::errc{} && stop == end && min <= value && value <= max) return {};
            return "is '" + text + "', expected a whole number from " + std::to_string(min) +
                   " to " + std::to_string(max);
          },
          "NUMBER"};
}

}  // namespace sotto
