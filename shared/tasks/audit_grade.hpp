// What a secret is worth by those who attacked it, and in which words that is said.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "shared/base/enum_names.hpp"

namespace sotto {

/// `hollow`: an attacker of the panel gains more than half a bit. `audited`: none does.
/// `certified`: an upper bound of the leak, which holds against every attacker, is 0.01 bits or
/// less.
enum class Grade { hollow, audited, certified };

template <>
struct Names<Grade> {
  static constexpr std::array<std::string_view, 3> values{"hollow", "audited", "certified"};
};

/// Bits that an attacker may gain, and bits that may leak, for these grades.
inline constexpr double kAuditedGain = 0.5;
inline constexpr double kCertifiedLeak = 0.01;

/// "3.9"
std::string short_number(double value, int digits = 1);

/// What an attacker gets of a message of `bits`, in words: "is wrong in 3.9 of 16 bits", or, where
/// it reads no single bits, "learns at least 2.1 of 16 bits".
std::string reads_how_much(std::optional<double> bits_wrong, double leak_bits, std::int64_t bits);

/// The sentences on an audit in which `attacker` gained most. They claim no more than was measured.
struct BestAttacker {
  std::string attacker;
  std::optional<double> bits_wrong;
  double leak_bits = 0;
};
/// `tried_all`: the leak is exact, by enumeration; else it is a bound of 95 % confidence.
std::string certified_sentence(double leak_bits, std::int64_t bits, bool tried_all);
std::string audited_sentence(const BestAttacker& best, std::int64_t bits);
std::string hollow_sentence(const BestAttacker& best, std::int64_t bits);

}  // namespace sotto
