// Alice, for programs that know nothing of networks.
#pragma once

#include <memory>
#include <string_view>

#include "shared/crypto/number_stream.hpp"
#include "shared/party/player.hpp"

namespace sotto {

/// `engine`: "fused" or "reference". `first_chat` as in AlicePlayer.
std::unique_ptr<Player> make_alice(const Secret& secret, std::int64_t first_chat,
                                   std::string_view engine);

}  // namespace sotto
