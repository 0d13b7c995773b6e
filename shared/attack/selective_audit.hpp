// Fresh attackers on what is to stay hidden, after a session has learned what to protect.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/attack/ciphertext_bound.hpp"
#include "shared/attack/finding.hpp"
#include "shared/attack/hidden_attacker.hpp"

namespace sotto {

/// Nobody of the panel may be nearer to C than this share of the distance without any message.
inline constexpr double kHiddenGain = 0.05;

/// What one attacker makes of what it hears. Only who reads C itself counts for the verdict.
struct HiddenFinding : AttackRun {
  Interval distance;  ///< mean distance of its guesses, held out; of signs, their errors
  double blind = 0;   ///< the same of the best guess without any message

  /// By which share it is nearer than without any message.
  double gain() const { return 1 - distance.mean / blind; }
  bool counts() const { return part == HiddenPart::number; }
};

struct SelectiveAudit {
  std::string budget;
  std::int64_t key_bits = 0;
  std::optional<double> bob_distance;  ///< from D
  double public_distance = 0;          ///< from D
  double public_bits = 0;  ///< that the public estimate tells of C: by 32 x 32 equal bins, a lower
                           ///< bound but for chance, with the bias of so many bins taken off
  std::vector<HiddenFinding> findings;
  std::optional<CiphertextBound> ciphertext;  ///< where it is N <= 10 hard bits

  /// Who is nearest to C.
  const HiddenFinding& best() const;
  bool hidden() const { return best().gain() <= kHiddenGain; }
};

/// `seed`: of the examples and the keys that are attacked, none of which was trained on, and of the
/// attackers' first weights.
SelectiveAudit audit_selective(const SelectiveArchives& archives, std::int64_t seed,
                               const Budget& budget, const SelectiveProgress& progress = {});

/// What was found, in sentences that claim no more than was measured.
std::string sentence(const SelectiveAudit& audit);

Json json_of(const SelectiveAudit& audit);

}  // namespace sotto
