#include "lab/archive_audit.hpp"

#include <cstdio>

#include "shared/attack/archive_cipher.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "shared/nn/threads.hpp"

namespace sotto {

Audit audit_archives(const ArchiveAudit& asked, const AuditProgress& progress) {
  use_one_thread();
  auto cipher = open_cipher(asked.directory / "alice.pt");
  Insiders insiders;
  if (const auto bob = asked.directory / "bob.pt"; std::filesystem::exists(bob))
    insiders.bob = open_decrypt(bob, cipher->bits());
  if (const auto reader = asked.directory / "key_reader.pt"; std::filesystem::exists(reader))
    insiders.key_reader = open_decrypt(reader, cipher->bits());
  RoundedCipher hard(*cipher, /*precision=*/1);
  const auto stream = NumberStream::public_stream(derive_run_seeds(asked.seed).public_seed);
  return audit(asked.hard_bits ? static_cast<Cipher&>(hard) : *cipher, insiders, stream, asked.plan,
               progress);
}

CLI::Validator attacker_name() {
  return {[](const std::string& name) -> std::string {
            try {
              make_attacker(name, 16, NumberStream::public_stream(0));
            } catch (const std::invalid_argument& error) {
              return error.what();
            }
            return {};
          },
          "NAME"};
}

std::string budgets_help() {
  std::string text = "how long each attacker trains: ";
  for (const auto& budget : named_budgets())
    text += std::string(budget.name) + " (" + std::to_string(budget.minibatches) +
            " minibatches of 512, at most " + std::to_string(budget.attackers_s.count()) + " s)" +
            ", ";
  return text + "or a number of minibatches, with no limit of time";
}

AuditProgress shown_on(ProgressLine& line) {
  return [&line](const std::string& name, std::int64_t done, std::int64_t of) {
    if (line.is_due()) line.show(name + ": " + std::to_string(100 * done / of) + " %");
  };
}

void print(const Audit& audit) {
  if (audit.bob_bits_wrong)
    std::printf("Bob, with the key: %.3f of %lld bits wrong\n\n", *audit.bob_bits_wrong,
                static_cast<long long>(audit.bits));
  std::printf("%-20s %-30s %12s %16s %18s %9s\n", "attacker", "reads", "minibatches", "bits wrong",
              "learns at least", "seconds");
  for (const auto& finding : audit.findings) {
    char wrong[48] = "";
    if (finding.bits_wrong)
      std::snprintf(wrong, sizeof wrong, "%.2f ± %.2f", finding.bits_wrong->mean,
                    finding.bits_wrong->high - finding.bits_wrong->mean);
    std::printf("%-20s %-30s %12lld %16s %13.3f bits %9.1f%s%s\n", finding.attacker.c_str(),
                finding.reads.c_str(), static_cast<long long>(finding.minibatches), wrong,
                finding.leak_bits, finding.seconds,
                finding.granted ? "  (is granted more than a listener has)" : "",
                finding.cut_short ? "  (cut short)" : "");
  }
  std::printf("\n%-24s", "sent with, of a number");
  for (const auto& each : audit.precision)
    std::printf(" %8s",
                each.precision == 0 ? "all" : (std::to_string(each.precision) + " bits").c_str());
  std::printf("\n%-24s", "Bob, bits wrong");
  for (const auto& each : audit.precision)
    each.bob_bits_wrong ? std::printf(" %8.2f", *each.bob_bits_wrong) : std::printf(" %8s", "");
  std::printf("\n%-24s", "linear, bits wrong");
  for (const auto& each : audit.precision) std::printf(" %8.2f", each.linear_bits_wrong);
  if (!audit.exact.empty()) {
    std::printf("\n%-24s", "leak, bits, exactly");
    for (const auto& each : audit.exact) std::printf(" %8.3f", each.bits);
  }
  std::printf(
      "\n\nTurning one bit of the plaintext turns %.1f signs, one of the key %.1f. The greatest "
      "correlation of a number\nwith a bit of the plaintext is %.2f, of the key %.2f.\n",
      audit.ciphertext.plaintext_avalanche, audit.ciphertext.key_avalanche,
      audit.ciphertext.plaintext_correlation, audit.ciphertext.key_correlation);
  if (!audit.letters.empty()) {
    const auto& first = audit.letters.front();
    std::printf("\n%lld texts of %lld letters  %10s %14s %16s\n",
                static_cast<long long>(first.texts), static_cast<long long>(first.letters),
                "texts read", "letters read", "by guessing");
    for (const auto& read : audit.letters)
      std::printf("%-28s %10lld %14lld %16.1f%s\n", read.reader.c_str(),
                  static_cast<long long>(read.texts_right),
                  static_cast<long long>(read.letters_right), read.by_guessing,
                  read.beats_guessing() ? "" : "  (no more than by guessing)");
    std::printf("\n");
  }
  if (audit.certificate)
    std::printf(
        "The key's reader is wrong in %.4f bits: the ciphertext tells at most %.4f bits (95 %%).\n",
        audit.certificate->key_reader.bits_wrong->mean, audit.certificate->leak_bits);
  std::printf("\n%s\n", sentence(audit).c_str());
}

}  // namespace sotto
