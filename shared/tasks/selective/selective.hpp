// Learning what to protect (after Abadi & Andersen 2016, section 3): of numbers that go together
// Alice publishes an estimate of one, D, and keeps another, C, from Eve.
//
// Of each example Alice sees A, B and C and a key. She publishes an estimate of D, which everybody
// may use, and sends Bob a ciphertext, from which he makes a better one. Eve hears both and has no
// key; she is to learn no more of C than she would have without any message.
#pragma once

#include "shared/tasks/selective/phases.hpp"
#include "shared/tasks/task.hpp"

namespace sotto {

inline constexpr std::uint16_t kPublicEstimateKind = 3;

/// Mean distances: of the public estimate and of Bob's from D, of Eve's from C. Alice's shadow of
/// Eve and the reader of the key are as in the other tasks.
inline constexpr std::string_view kPublicSeries = "public";

/// What Alice publishes by, as a digest's name; she holds it.
inline constexpr std::string_view kPublicNetwork = "public";

inline constexpr std::string_view kSelective = "selective";

/// Numbers that Bob and Eve hear of an example: the public estimate, then the ciphertext.
constexpr std::int64_t heard_numbers(const SessionConfig& config) { return 1 + config.bits; }

/// The mean distance from what is hidden of the best guess without any message.
double hidden_blind(const SessionConfig& config);

/// Of a minibatch, the first examples, whose C a probe has beside what Eve takes it for. None where
/// the session is about a table: what that hides is not for the relay to see.
std::int64_t probed_examples(const SessionConfig& config);

/// The description of the task, for the registry.
Task selective();

}  // namespace sotto
