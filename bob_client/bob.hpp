// Bob, for programs that know nothing of networks.
#pragma once

#include <memory>
#include <string_view>

#include "shared/crypto/number_stream.hpp"
#include "shared/party/player.hpp"
#include "shared/tasks/selective/own_table.hpp"

namespace sotto {

/// `engine`: "fused" or "reference". `table`: what he has read for a session about one; null: none.
std::unique_ptr<Player> make_bob(const Secret& secret, std::string_view engine,
                                 std::shared_ptr<const OwnTable> table = nullptr);

}  // namespace sotto
