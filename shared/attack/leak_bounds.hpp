// From measured error rates to bits of information.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/error_rate.hpp"

namespace sotto {

/// The greatest N.
inline constexpr std::size_t kMaxFormBits = 128;
/// A product of bits (as -1 and +1), which is a linear form over GF(2): the bits that it is of.
using Form = std::bitset<kMaxFormBits>;

/// A lower bound of I(P; C) in bits, wrong with probability `alpha` at most, for a P of independent
/// fair bits: forms that are independent over GF(2) are independent fair bits themselves, so that
/// I(P; C) >= sum of I(form; C) >= sum of 1 - h(error) over any independent ones (Fano's inequality
/// for one bit). The best such set is taken, greedily, as independence over GF(2) is a matroid;
/// `alpha` is shared by all the forms.
double leak_at_least(std::span<const Form> forms, std::span<const Errors> errors, double alpha);

/// An upper bound of H(K | C, P) in bits, wrong with probability `alpha` at most: the sum of h(e)
/// over the key's bits, where e is the error of any reader of that bit. Where a ciphertext is N
/// hard bits and the key N fair ones, independent of the plaintext, it is one of I(P; C), too: I(P;
/// C) = H(C) - H(C | P) <= N - I(K; C | P) = H(K | C, P).
double leak_at_most(std::span<const Errors> errors_of_key_bits, double alpha);

/// Rank over GF(2).
std::size_t rank(std::vector<Form> rows);

}  // namespace sotto
