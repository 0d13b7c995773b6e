// Something that happens to a simulated session: a fault, or an operator's order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/enum_names.hpp"

namespace sotto {

/// First what happens to one machine, then to the relay's, then what an operator orders.
enum class DisturbanceKind {
  cut,          ///< its line breaks; it notices at once, the relay after `for_ms`
  reset,        ///< its line breaks; the relay notices at once, it after `for_ms`
  part,         ///< nothing gets to or from it for `for_ms`
  lag,          ///< for `for_ms` its messages take `value` times as long
  crash,        ///< its process dies; another one starts after `for_ms`
  power,        ///< the same, and the newest file on its disk is torn
  stop,         ///< its process stands still for `for_ms` (SIGSTOP)
  slow,         ///< for `for_ms` it computes `value` times as long
  fill,         ///< its disk is full for `for_ms`
  rogue,        ///< it says something that has no place, of kind `value`
  relay_stop,   ///< the relay's process stands still for `for_ms`
  relay_crash,  ///< it dies; another one goes on from its journal after `for_ms`
  pause,        ///< and after `for_ms` goes on
  steps,        ///< a pause of `for_ms`, in it `value` single steps
  pace,         ///< for `for_ms` a step every `value` milliseconds
  say,          ///< Alice is to say something; again after `for_ms`, where that is not 0
  type,         ///< something is typed at Alice's terminal
  reset_eve,
  cycle,   ///< becomes number `value` of some
  rate,    ///< becomes `value` times 0.001
  freeze,  ///< and after `for_ms` no longer
  audit,
  end,  ///< the operator's `stop`
};

template <>
struct Names<DisturbanceKind> {
  static constexpr std::array<std::string_view, 23> values{
      "cut",  "reset",     "part",       "lag",         "crash",  "power", "stop", "slow",
      "fill", "rogue",     "relay_stop", "relay_crash", "pause",  "steps", "pace", "say",
      "type", "reset_eve", "cycle",      "rate",        "freeze", "audit", "end"};
};

struct Disturbance {
  DisturbanceKind kind = DisturbanceKind::cut;
  std::string who = {};       ///< a machine's name; empty: the relay's, or an order
  std::int64_t step = 0;      ///< once the session has come to this step,
  std::int64_t after_us = 0;  ///< and so much later
  std::int64_t for_ms = 0;
  std::int64_t value = 0;
  bool operator==(const Disturbance&) const = default;
};

/// "crash-bob@57+1200/800": the kind, of whom, at which step, how many microseconds after it, for
/// how many milliseconds; and "=3" with a value.
std::string to_text(const Disturbance& disturbance);
/// Several, by commas; "none" for none.
std::string to_text(const std::vector<Disturbance>& disturbances);
/// What to_text() makes; nothing for other text.
std::optional<std::vector<Disturbance>> parse_disturbances(std::string_view text);

}  // namespace sotto
