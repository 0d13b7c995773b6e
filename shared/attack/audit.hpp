// A panel of attackers on one finished cipher, and what its secret is worth by them.
#pragma once

#include <string>
#include <vector>

#include "shared/attack/ciphertext_tests.hpp"
#include "shared/attack/encrypted_texts.hpp"
#include "shared/attack/finding.hpp"
#include "shared/tasks/audit_grade.hpp"

namespace sotto {

struct AuditPlan {
  std::vector<std::string> attackers;
  Budget budget = *find_budget("default");
  std::vector<std::string> texts = {};  ///< to be read letter by letter; none is empty
};

struct Audit {
  std::int64_t bits = 0;
  std::string budget;
  std::optional<double> bob_bits_wrong;
  CiphertextFigures ciphertext;
  std::vector<PrecisionFigures> precision;
  std::vector<Finding> findings;           ///< in the plan's order
  std::vector<ExactLeak> exact;            ///< by precision, for N <= kMostBitsToEnumerate
  std::optional<Certificate> certificate;  ///< where ciphertexts are hard bits
  std::vector<LettersRead> letters;  ///< of the plan's texts: Bob, and whoever reads single bits
  Grade grade = Grade::hollow;

  /// The finding that gains most among those that count; null where there is none.
  const Finding* best() const;
  /// The least upper bound of the leak that is known, in bits.
  std::optional<double> leak_at_most() const;
  double seconds() const;
};

/// Who is at it, and how far: minibatches of its budget.
using AuditProgress =
    std::function<void(const std::string& name, std::int64_t done, std::int64_t of)>;

/// Who was trained with the cipher; each may be missing.
struct Insiders {
  Decrypt bob = {};         ///< reads the plaintext from ciphertext and key
  Decrypt key_reader = {};  ///< reads the key from ciphertext and plaintext; else one is trained
};

/// Throws std::invalid_argument where the plan names an attacker that there is none of, before any
/// work is done.
Audit audit(Cipher& cipher, const Insiders& insiders, const NumberStream& stream,
            const AuditPlan& plan, const AuditProgress& progress = {});

/// What the grade says, in a sentence or two that claim no more than was measured.
std::string sentence(const Audit& audit);

Json json_of(const Audit& audit);

}  // namespace sotto
