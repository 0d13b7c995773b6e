// Eve and attackers, for programs that know nothing of networks.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "shared/party/player.hpp"
#include "shared/tasks/selective/own_table.hpp"

namespace sotto {

/// `engine`: "fused" or "reference". `table`: what she has read for a session about one, the rows
/// that it is learned from among it: the strongest Eve; null: none.
std::unique_ptr<Player> make_eve(std::string_view engine,
                                 std::shared_ptr<const OwnTable> table = nullptr);

/// Throws std::invalid_argument, with a sentence, for a name that is no attacker's (shared/tasks/
/// attacker_panel.hpp) or needs more than a listener has.
std::unique_ptr<Player> make_attacker_player(const std::string& name);

}  // namespace sotto
