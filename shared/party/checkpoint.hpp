// What a party needs to go on from a step: its weights before that step, as bytes that can be
// checked.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "shared/nn/adam.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

struct Checkpoint {
  std::int64_t step = 0;             ///< whose weights, as they were before it
  std::int64_t eve_generation = 0;   ///< which Eve was played
  std::vector<LearnerState> states;  ///< of the party's learners, in their order
};

/// Whose a checkpoint is, and of which session: only its own may be loaded.
struct CheckpointOwner {
  std::string party;    ///< "alice", "bob" or "eve"
  std::string secret;   ///< that stands for Alice's and Bob's secret without telling it; else empty
  std::string session;  ///< digest of the configuration; empty: not known yet
};

/// Stands for a secret: two of it are equal where the secrets are.
std::string secret_tag(const Secret& secret);
/// Of the session with that configuration.
std::string session_digest(const SessionConfig& config);

/// Bytes that are no checkpoint, or not that owner's: one sentence.
struct CheckpointError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A line of JSON, which says what follows; the numbers, of this machine's byte order; and the
/// SHA-256 of all before it, in hexadecimal digits.
std::string to_bytes(const Checkpoint& checkpoint, const CheckpointOwner& owner);

struct OwnedCheckpoint {
  CheckpointOwner owner;
  Checkpoint checkpoint;
};

/// Throws CheckpointError for anything but the whole of what to_bytes() makes.
OwnedCheckpoint checkpoint_from_bytes(std::string_view bytes);

}  // namespace sotto
