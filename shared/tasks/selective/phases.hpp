// The kinds of steps of a session that learns what to protect: those of the paper's game, with a
// public estimate ahead of each ciphertext.
#pragma once

#include "shared/tasks/bit_secrecy/phases.hpp"

namespace sotto {

inline constexpr std::string_view kPublicEstimate = "public_estimate";

std::vector<Phase> selective_phases();

}  // namespace sotto
