// A network's weights as one short name.
#pragma once

#include <string>

#include "shared/nn/network.hpp"

namespace sotto {

/// SHA-256 over the float32 values of network.flat(), little-endian, in its order; 64 hexadecimal
/// digits. Equal digests mean weights that are equal bit for bit.
std::string weight_digest(const NetworkImpl& network);

}  // namespace sotto
