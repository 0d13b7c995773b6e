// The phases of the paper's game: which messages a step has, from whom to whom.
#pragma once

#include "shared/tasks/task.hpp"

namespace sotto {

/// `alice_bob` trains Alice and Bob, `eve` trains Eve and Alice's shadow of her, `audit` nobody of
/// these: attackers hear it.
inline constexpr std::string_view kAliceBobPhase = "alice_bob";
inline constexpr std::string_view kEvePhase = "eve";
inline constexpr std::string_view kAuditPhase = "audit";

inline constexpr std::string_view kCiphertext = "ciphertext";
inline constexpr std::string_view kFeedback = "feedback";

std::vector<Phase> bit_secrecy_phases();

}  // namespace sotto
