// A checkpoint's bytes: a line of JSON, which says what follows; the numbers, of this machine's
// byte order; and the SHA-256 of all before it, in hexadecimal digits.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sotto {

/// Whose a checkpoint is, and of which session: only its own may be loaded.
struct CheckpointOwner {
  std::string party;    ///< "alice", "bob" or "eve"
  std::string secret;   ///< that stands for Alice's and Bob's secret without telling it; else empty
  std::string session;  ///< digest of the configuration; empty: not known yet
  bool operator==(const CheckpointOwner&) const = default;
};

/// The first line.
struct CheckpointHead {
  struct Learner {
    std::int64_t weights = 0;
    std::int64_t adam_steps = 0;
    bool moments = false;  ///< two numbers more of each weight
    bool operator==(const Learner&) const = default;
  };

  CheckpointOwner owner;
  std::int64_t step = 0;
  std::int64_t eve_generation = 0;
  std::vector<Learner> learners;
  bool operator==(const CheckpointHead&) const = default;

  /// Those of all learners, float32.
  std::size_t numbers_bytes() const;
};

/// Bytes that are no checkpoint, or not that owner's: one sentence.
struct CheckpointError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// `numbers`: as many bytes as the head says.
std::string seal_checkpoint(const CheckpointHead& head, std::string_view numbers);

struct UnsealedCheckpoint {
  CheckpointHead head;
  std::string_view numbers;  ///< in what was unsealed, as many bytes as the head says
};
/// Throws CheckpointError for anything but the whole of what seal_checkpoint() makes.
UnsealedCheckpoint unseal_checkpoint(std::string_view bytes);

}  // namespace sotto
