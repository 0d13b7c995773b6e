#pragma once

#include <cstdint>

namespace sotto::fused {

/// What train() differentiates. With L_i = sum_j |P_ij - O_ij| / 2 the error of example i in bits:
struct Objective {
  enum class Kind {
    kMeanError,  ///< mean_i L_i, in bits
    kChance,     ///< mean_i (N/2 - L_i)^2 / (N/2)^2: how far each example is from guessing
  };
  Kind kind = Kind::kMeanError;
  float scale = 1.0F;  ///< gradients (not the reported losses) are multiplied by this
};

/// What a minibatch came to.
struct Loss {
  double error_bits = 0;         ///< mean_i L_i
  double chance = 0;             ///< mean_i (N/2 - L_i)^2 / (N/2)^2
  std::int64_t hard_errors = 0;  ///< outputs, over the minibatch, without the sign of their bit
};

}  // namespace sotto::fused
