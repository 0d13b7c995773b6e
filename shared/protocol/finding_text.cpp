#include "shared/protocol/finding_text.hpp"

#include "shared/tasks/audit_grade.hpp"

namespace sotto::protocol {

std::string to_text(const Finding& finding, std::int64_t bits) {
  const bool judged = finding.final || finding.bits_wrong || finding.leak_bits > 0;
  std::string text =
      "attacker '" + finding.attacker + "' " +
      (judged ? reads_how_much(finding.bits_wrong, finding.leak_bits, bits) : "is learning");
  if (!finding.final || finding.missed > 0)
    text += " (" + std::to_string(finding.minibatches) + " of " + std::to_string(finding.of) +
            " minibatches learned from)";
  if (finding.missed > 0) text += "; it did not hear " + std::to_string(finding.missed) + " for it";
  return text;
}

}  // namespace sotto::protocol
