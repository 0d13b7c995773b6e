// A finding in words, for people.
#pragma once

#include <string>

#include "shared/protocol/audit_messages.hpp"

namespace sotto::protocol {

/// "attacker 'mlp256' is wrong in 3.9 of 16 bits (120 of 600 minibatches learned from)". `bits`: N.
std::string to_text(const Finding& finding, std::int64_t bits);

}  // namespace sotto::protocol
