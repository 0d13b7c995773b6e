#include "shared/tasks/audit_grade.hpp"

#include <cstdio>

namespace sotto {
namespace {

std::string who_reads(const BestAttacker& best, std::int64_t bits) {
  return "'" + best.attacker + "' " + reads_how_much(best.bits_wrong, best.leak_bits, bits);
}

}  // namespace

std::string short_number(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string reads_how_much(std::optional<double> bits_wrong, double leak_bits, std::int64_t bits) {
  const auto of = " of " + std::to_string(bits) + " bits";
  return bits_wrong ? "is wrong in " + short_number(*bits_wrong) + of
                    : "learns at least " + short_number(leak_bits) + of;
}

std::string certified_sentence(double leak_bits, std::int64_t bits, bool tried_all) {
  return "Certified: the ciphertext tells at most " + short_number(leak_bits, 4) +
         " bits of a message of " + std::to_string(bits) + ", " +
         (tried_all ? "whoever reads it: every message and key was tried."
                    : "with 95 % confidence, whoever reads it.");
}

std::string audited_sentence(const BestAttacker& best, std::int64_t bits) {
  return "Audited: no attacker of this panel gains more than half a bit of " +
         std::to_string(bits) + "; the best, " + who_reads(best, bits) +
         ". Another attacker may do better.";
}

std::string hollow_sentence(const BestAttacker& best, std::int64_t bits) {
  return "Hollow: " + who_reads(best, bits) + " without the key" +
         (best.bits_wrong
              ? ", where guessing is wrong in " + short_number(static_cast<double>(bits) / 2)
              : "") +
         ". That Eve fails says only that she does not know how to look.";
}

}  // namespace sotto
