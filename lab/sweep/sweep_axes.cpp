#include "lab/sweep/sweep_axes.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "shared/session/session_config.hpp"

namespace sotto {
namespace {

std::vector<std::string> field_names() {
  std::vector<std::string> names;
  const SessionConfig config;
  visit_fields(config,
               [&](const char* field, const auto&, const char*) { names.emplace_back(field); });
  return names;
}

/// The parts between any of the separators.
std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find_first_of(separators);
    parts.emplace_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::int64_t> seed_of(std::string_view text) {
  std::int64_t seed = 0;
  const auto [end, fault] = std::from_chars(text.begin(), text.end(), seed);
  if (fault != std::errc{} || end != text.end() || seed < 0 || seed > kMaxSeed) return std::nullopt;
  return seed;
}

}  // namespace

SweepAxis parse_axis(const std::string& text) {
  const auto fail = [&](const std::string& what) -> void {
    throw CLI::ValidationError("--vary", "'" + text + "' " + what);
  };
  const auto equals = text.find('=');
  if (equals == text.npos) fail("has no '=', expected for example minibatch=256,512");
  SweepAxis axis{text.substr(0, equals), {}};
  std::ranges::replace(axis.field, '-', '_');
  const auto known = field_names();
  if (std::ranges::count(known, axis.field) == 0)
    fail("names no field of the configuration, expected one of " + joined(known, ", "));
  axis.values =
      split(std::string_view(text).substr(equals + 1), axis.field == "cycle" ? ";" : ",;");
  if (std::ranges::count(axis.values, "") > 0) fail("has an empty value");
  if (std::set(axis.values.begin(), axis.values.end()).size() < axis.values.size())
    fail("has a value twice");
  return axis;
}

std::vector<std::int64_t> parse_seeds(const std::string& text) {
  std::set<std::int64_t> seeds;
  for (const auto& part : split(text, ",")) {
    const auto dash = part.find('-');
    const auto first = seed_of(std::string_view(part).substr(0, dash));
    const auto last = dash == part.npos ? first : seed_of(std::string_view(part).substr(dash + 1));
    if (!first || !last || *last < *first)
      throw CLI::ValidationError("--seeds",
                                 "is '" + text + "', expected for example 1-20 or 1,4,7-9");
    if (*last - *first >= kMaxSweepRuns)
      throw CLI::ValidationError("--seeds", "is '" + text + "', expected at most " +
                                                std::to_string(kMaxSweepRuns) + " seeds");
    for (auto seed = *first; seed <= *last; ++seed) seeds.insert(seed);
  }
  return {seeds.begin(), seeds.end()};
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const auto& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

std::string ranges_of(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    auto last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += (text.empty() ? "" : ",") + std::to_string(numbers[i]);
    if (last > i) text += "-" + std::to_string(numbers[last]);
    i = last + 1;
  }
  return text;
}

}  // namespace sotto
