// Who takes part in a session.
#pragma once

#include <array>

#include "shared/base/enum_names.hpp"

namespace sotto {

/// Alice, Bob and Eve are the parties, whose answers a step waits for (Eve's only until her
/// deadline). A listener hears what Eve hears and is never waited for. Watchers see telemetry; an
/// operator also gives commands.
enum class Role { alice, bob, eve, listener, watcher, operator_ };

template <>
struct Names<Role> {
  static constexpr std::array<std::string_view, 6> values{"alice",    "bob",     "eve",
                                                          "listener", "watcher", "operator"};
};

inline constexpr std::array kParties{Role::alice, Role::bob, Role::eve};

constexpr bool is_party(Role role) { return role <= Role::eve; }
/// Whether the role has a seat in the Room.
constexpr bool is_seated(Role role) { return role <= Role::listener; }
/// Whether the role only hears: nothing that it sends reaches anybody.
constexpr bool only_hears(Role role) { return role == Role::eve || role == Role::listener; }

/// "Alice", for sentences that people read.
constexpr std::string_view title(Role role) {
  constexpr std::array<std::string_view, 6> titles{"Alice",      "Bob",       "Eve",
                                                   "a listener", "a watcher", "the operator"};
  return titles[static_cast<std::size_t>(role)];
}

}  // namespace sotto
