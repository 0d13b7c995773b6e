// Who takes part in a session, and the phases they take part in.
#pragma once

#include "shared/base/enum_names.hpp"

namespace sotto {

/// Alice, Bob and Eve are the parties; watchers see telemetry; an operator also gives commands.
enum class Role { alice, bob, eve, watcher, operator_ };

template <>
struct Names<Role> {
  static constexpr std::array<std::string_view, 5> values{"alice", "bob", "eve", "watcher",
                                                          "operator"};
};

inline constexpr std::array kParties{Role::alice, Role::bob, Role::eve};

constexpr bool is_party(Role role) { return role <= Role::eve; }

/// "Alice", for sentences that people read.
constexpr std::string_view title(Role role) {
  constexpr std::array<std::string_view, 5> titles{"Alice", "Bob", "Eve", "a watcher",
                                                   "the operator"};
  return titles[static_cast<std::size_t>(role)];
}

/// What a step is for: `alice_bob` trains Alice and Bob, `eve` trains Eve and Alice's shadow of
/// her.
enum class Phase { alice_bob, eve };

template <>
struct Names<Phase> {
  static constexpr std::array<std::string_view, 2> values{"alice_bob", "eve"};
};

}  // namespace sotto
