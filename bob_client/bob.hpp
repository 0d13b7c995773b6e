// Bob, for programs that know nothing of networks.
#pragma once

#include <memory>
#include <string_view>

#include "shared/crypto/number_stream.hpp"
#include "shared/party/player.hpp"

namespace sotto {

/// `engine`: "fused" or "reference".
std::unique_ptr<Player> make_bob(const Secret& secret, std::string_view engine);

}  // namespace sotto
