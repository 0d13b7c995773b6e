// What a party needs to go on from a step: its weights before that step, as bytes that can be
// checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/nn/adam.hpp"
#include "shared/party/checkpoint_head.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

struct Checkpoint {
  std::int64_t step = 0;             ///< whose weights, as they were before it
  std::int64_t eve_generation = 0;   ///< which Eve was played
  std::vector<LearnerState> states;  ///< of the party's learners, in their order
};

/// Stands for a secret: two of it are equal where the secrets are.
std::string secret_tag(const Secret& secret);
/// Of the session with that configuration.
std::string session_digest(const SessionConfig& config);

/// As checkpoint_head.hpp says.
std::string to_bytes(const Checkpoint& checkpoint, const CheckpointOwner& owner);

struct OwnedCheckpoint {
  CheckpointOwner owner;
  Checkpoint checkpoint;
};

/// Throws CheckpointError for anything but the whole of what to_bytes() makes.
OwnedCheckpoint checkpoint_from_bytes(std::string_view bytes);

}  // namespace sotto
