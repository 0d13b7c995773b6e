// Fresh attackers on what is to stay hidden, after a session has learned what to protect.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shared/attack/finding.hpp"
#include "shared/attack/selective_archives.hpp"
#include "shared/tasks/audit_budget.hpp"

namespace sotto {

/// Nobody of the panel may be nearer to C than this share of the distance without any message.
inline constexpr double kHiddenGain = 0.05;

/// What one attacker makes of what it hears.
struct HiddenFinding {
  std::string attacker;
  std::string hears;  ///< "both", "public estimate" or "ciphertext"
  std::string reads;  ///< "C", or what else of it: then it does not count for the verdict
  std::int64_t minibatches = 0;  ///< learned from, of kAttackMinibatch examples
  bool cut_short = false;        ///< it ran out of time before its budget
  double seconds = 0;            ///< of one core, learning and guessing
  Interval distance;             ///< mean distance of its guesses, held out; of signs, their errors
  double blind = 0;              ///< the same of the best guess without any message

  /// By which share it is nearer than without any message.
  double gain() const { return 1 - distance.mean / blind; }
  bool counts() const { return reads == "C"; }
};

/// What the ciphertext adds to the public estimate, for whoever attacks it: I(M; ciphertext |
/// public estimate) <= N - H(ciphertext | M) for N hard bits, with M what Alice sees. The entropy
/// is exact for each message, by trying every key; of messages `tried` are drawn.
struct CiphertextBound {
  std::int64_t tried = 0;
  double mean_bits = 0;     ///< N - H(ciphertext | M), over those messages
  double at_most_bits = 0;  ///< with 95 % confidence, over all (Maurer & Pontil 2009, theorem 4)
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

/// Who is at it, and how far: minibatches of its budget.
using SelectiveProgress =
    std::function<void(const std::string& name, std::int64_t done, std::int64_t of)>;

/// `seed`: of the examples and the keys that are attacked, none of which was trained on, and of the
/// attackers' first weights.
SelectiveAudit audit_selective(const SelectiveArchives& archives, std::int64_t seed,
                               const Budget& budget, const SelectiveProgress& progress = {});

/// What was found, in sentences that claim no more than was measured.
std::string sentence(const SelectiveAudit& audit);

Json json_of(const SelectiveAudit& audit);

}  // namespace sotto
