// One number from which a whole run can be repeated.
#pragma once

#include "shared/crypto/number_stream.hpp"

namespace sotto {

/// What a run's seed stands for: the seed of its public stream and, by another one-way hash, its
/// secret. So a run can be repeated from one number, and the public seed does not give the secret
/// away. Whoever can guess the run's seed can compute the secret.
struct RunSeeds {
  std::int64_t public_seed;  ///< 0 to 2^53-1
  Secret secret;
};
RunSeeds derive_run_seeds(std::int64_t seed);

}  // namespace sotto
