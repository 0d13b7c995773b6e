#include "lab/selective_archive_audit.hpp"

#include <cstdio>

#include "shared/nn/threads.hpp"
#include "shared/tasks/selective/yardsticks.hpp"

namespace sotto {

SelectiveAudit audit_selective_archives(const std::filesystem::path& directory, std::int64_t seed,
                                        const Budget& budget, const SelectiveProgress& progress) {
  use_one_thread();
  const SelectiveArchives archives(directory);
  archives.require_table(nullptr);
  return audit_selective(archives, seed, budget, progress);
}

void print(const SelectiveAudit& audit) {
  const auto best = yardsticks();
  if (audit.bob_distance)
    std::printf("Bob, with the key:   %.4f from D on average; the best possible is %.4f\n",
                *audit.bob_distance, best.useful_best);
  std::printf(
      "the public estimate: %.4f from D; the best that tells nothing of C is %.4f, the best where\n"
      "                     C is told as well as here %.4f\n\n",
      audit.public_distance, best.useful_hiding, frontier_at(audit.best().distance.mean).useful);
  std::printf("%-16s %-16s %-10s %12s %18s %9s %9s %9s\n", "attacker", "hears", "reads",
              "minibatches", "mean distance", "blind", "nearer", "seconds");
  for (const auto& finding : audit.findings)
    std::printf("%-16s %-16s %-10s %12lld %9.4f ± %.4f %9.4f %7.2f %% %9.1f%s\n",
                finding.attacker.c_str(), finding.hears.c_str(),
                part_name(finding.part, "C").c_str(), static_cast<long long>(finding.minibatches),
                finding.distance.mean, finding.distance.high - finding.distance.mean, finding.blind,
                100 * finding.gain(), finding.seconds, finding.cut_short ? "  (cut short)" : "");
  if (audit.ciphertext)
    std::printf(
        "\nThe ciphertext, all %lld keys tried for each of %lld examples: it tells %.4f bits on "
        "average.\n",
        1LL << audit.key_bits, static_cast<long long>(audit.ciphertext->tried),
        audit.ciphertext->mean_bits);
  std::printf("\n%s\n", sentence(audit).c_str());
}

}  // namespace sotto
