// What reading the key proves: at most how much of a message its ciphertext tells, whoever reads
// it.
#pragma once

#include <cstdint>

#include "shared/base/error_rate.hpp"

namespace sotto {

/// How sure a certificate is: it is wrong once in twenty times, at most.
inline constexpr double kCertificateConfidence = 0.95;

/// An upper bound of I(P; C) in bits, for ciphertexts of N hard bits under uniform keys of N bits
/// that are independent of the message: I(P; C) = H(C) - H(C | P) <= N - I(K; C | P) = H(K | C, P)
/// (Shannon 1949), which is at most h(e) + e N where a reader of the whole key is wrong with
/// probability e (Fano's inequality). `keys`: of how many messages in how many trials the reader
/// got the key wrong, on messages that nobody has learned from; counting wrong bits instead counts
/// no less. At most N.
double certified_leak(const Errors& keys, std::int64_t bits,
                      double confidence = kCertificateConfidence);

}  // namespace sotto
