#include "simulation/faults/disturbance.hpp"

#include <charconv>

namespace sotto {
namespace {

/// Takes a number from the front of `text`, where it begins with `sign`.
bool take(std::string_view& text, char sign, std::int64_t& number) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(1);
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || number < 0) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

std::optional<Disturbance> parse(std::string_view text) {
  Disturbance parsed;
  const auto at = text.find('@');
  if (at == text.npos) return std::nullopt;
  const auto what = text.substr(0, at);
  const auto dash = what.find('-');
  const auto kind = named<DisturbanceKind>(what.substr(0, dash));
  if (!kind) return std::nullopt;
  parsed.kind = *kind;
  if (dash != what.npos) parsed.who = what.substr(dash + 1);
  text.remove_prefix(at);
  if (!take(text, '@', parsed.step) || !take(text, '+', parsed.after_us) ||
      !take(text, '/', parsed.for_ms))
    return std::nullopt;
  if (!text.empty() && !take(text, '=', parsed.value)) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return parsed;
}

}  // namespace

std::string to_text(const Disturbance& d) {
  return std::string(name(d.kind)) + (d.who.empty() ? "" : "-" + d.who) + '@' +
         std::to_string(d.step) + '+' + std::to_string(d.after_us) + '/' +
         std::to_string(d.for_ms) + (d.value == 0 ? "" : "=" + std::to_string(d.value));
}

std::string to_text(const std::vector<Disturbance>& disturbances) {
  if (disturbances.empty()) return "none";
  std::string text;
  for (const auto& each : disturbances) text += (text.empty() ? "" : ",") + to_text(each);
  return text;
}

std::optional<std::vector<Disturbance>> parse_disturbances(std::string_view text) {
  std::vector<Disturbance> all;
  if (text == "none") return all;
  while (true) {
    const auto comma = text.find(',');
    const auto parsed = parse(text.substr(0, comma));
    if (!parsed) return std::nullopt;
    all.push_back(*parsed);
    if (comma == text.npos) return all;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace sotto
