// The networks of task `selective`. With N ciphertext numbers = key bits:
#pragma once

#include "shared/nn/network.hpp"
#include "shared/nn/objective.hpp"

namespace sotto {

/// Alice's: values seen and key → ciphertext.
NetworkShape selective_cipher(const SessionConfig& config);
/// Alice's, without the key, so that what is published cannot depend on it: values seen → estimate
/// of D.
NetworkShape public_estimator();
/// Bob's: what he hears and key → estimate of D.
NetworkShape useful_reader(const SessionConfig& config);
/// Beside Bob: ciphertext and values seen → key.
NetworkShape selective_key_reader(const SessionConfig& config);
/// Eve's, and her copy's: what she hears → estimate of C.
NetworkShape hidden_reader(const SessionConfig& config);

/// The mean distance of one number's estimates.
inline double distance_of(const Measured& measured) { return 2 * measured.error_bits; }

}  // namespace sotto
