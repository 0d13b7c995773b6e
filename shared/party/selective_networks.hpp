// The networks of task `selective`. With N ciphertext numbers = key bits, and `seen` values of an
// example that Alice sees:
#pragma once

#include "shared/nn/network.hpp"
#include "shared/nn/objective.hpp"

namespace sotto {

/// Alice's: values seen and key → ciphertext.
NetworkShape selective_cipher(const SessionConfig& config, std::int64_t seen);
/// Alice's, without the key, so that what is published cannot depend on it: values seen → estimate
/// of D.
NetworkShape public_estimator(std::int64_t seen);
/// Bob's: what he hears and key → estimate of D.
NetworkShape useful_reader(const SessionConfig& config);
/// Beside Bob: ciphertext and values seen → key.
NetworkShape selective_key_reader(const SessionConfig& config, std::int64_t seen);
/// Eve's, and her copy's: what she hears → estimate of C, and a guess at its sign. Near chance a
/// number's mean distance hardly moves with what is known of it, that of its sign does: it is the
/// sign by which Alice feels what Eve knows.
NetworkShape hidden_reader(const SessionConfig& config);

/// The mean distance of one number's estimates.
inline double distance_of(const Measured& measured) { return 2 * measured.error_bits; }

/// What Eve learns to tell, [B, 2], of C [B, 1]: C, and its sign as -1 or 1.
torch::Tensor hidden_targets(const torch::Tensor& hidden);
/// The mean distance of her estimates of C, of her outputs [B, 2].
double hidden_distance(const torch::Tensor& outputs, const torch::Tensor& hidden);

}  // namespace sotto
