// Who may say what to whom in a step: the protocol's grammar as data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "shared/session/role.hpp"

namespace sotto {

/// What a party sends within a step.
enum class Item { ciphertext, feedback, done };

template <>
struct Names<Item> {
  static constexpr std::array<std::string_view, 3> values{"ciphertext", "feedback", "done"};
};

/// One message of a step. It is due once `after`'s message of that item has been routed.
struct Exchange {
  Role from;
  Item item;
  std::optional<Role> to;     ///< nobody for `done`: that is for the relay
  std::optional<Role> tap;    ///< who hears a copy
  std::optional<Item> after;  ///< due at the start of the step when empty
};

/// The exchanges of a step of `phase`, in the order in which they can happen.
std::span<const Exchange> turn_table(Phase phase);

/// The exchange that `from` opens with `item`, or null where the phase has none.
const Exchange* find_exchange(Phase phase, Role from, Item item);

}  // namespace sotto
