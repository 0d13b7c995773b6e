// Who takes part in a session.
#pragma once

#include <array>

#include "shared/base/enum_names.hpp"

namespace sotto {

/// Alice, Bob and Eve are the parties, whose answers a step waits for (Eve's only until her
/// deadline). A listener hears what Eve hears and is never waited for. An attacker hears audits and
/// says what it finds; no step waits for it. Watchers see telemetry; an operator also gives
/// commands.
enum class Role { alice, bob, eve, listener, attacker, watcher, operator_ };

template <>
struct Names<Role> {
  static constexpr std::array<std::string_view, 7> values{
      "alice", "bob", "eve", "listener", "attacker", "watcher", "operator"};
};

inline constexpr std::array kParties{Role::alice, Role::bob, Role::eve};

constexpr bool is_party(Role role) { return role <= Role::eve; }
/// Whether the role has a seat in the Room.
constexpr bool is_seated(Role role) { return role <= Role::attacker; }
/// Whether the role only hears: nothing that it sends reaches Alice or Bob.
constexpr bool only_hears(Role role) {
  return role == Role::eve || role == Role::listener || role == Role::attacker;
}

/// "Alice", for sentences that people read.
constexpr std::string_view title(Role role) {
  constexpr std::array<std::string_view, 7> titles{
      "Alice", "Bob", "Eve", "a listener", "an attacker", "a watcher", "the operator"};
  return titles[static_cast<std::size_t>(role)];
}

}  // namespace sotto
