// A cipher that is proved by reading its key: beside Bob a reader learns the key from ciphertext
// and message, and Alice is trained to let it.
//
// Where ciphertext, message and key are N hard bits each, the keys are uniform, Bob reads every
// message from (C, K) and the reader every key from (C, P), then for each message each key makes
// another ciphertext, so that every ciphertext is equally likely whatever the message was (Shannon
// 1949, perfect secrecy). What the reader does not read bounds what leaks: I(P; C) <= H(K | C, P).
#pragma once

#include "shared/tasks/task.hpp"

namespace sotto {

/// Bits of the key wrong: of the reader beside Bob.
inline constexpr std::string_view kKeySeries = "key";

/// Its network, by the name of its digest; Bob holds it.
inline constexpr std::string_view kKeyReaderNetwork = "key_reader";

inline constexpr std::string_view kSealedBits = "sealed_bits";

/// Whether the session is about this task or bit_secrecy: whoever plays the one plays the other.
bool is_about_bits(const SessionConfig& config);

/// The description of the task, for the registry.
Task sealed_bits();

}  // namespace sotto
