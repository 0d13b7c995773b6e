#include "lab/audit.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <iostream>

#include "shared/attack/archive_cipher.hpp"
#include "shared/attack/audit.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "shared/nn/threads.hpp"
#include "shared/session/output_file.hpp"
#include "shared/session/report.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {
namespace {

struct AuditCommand : AuditOptions {
  std::string report_file;
};

/// Who is at it and how far, on one line of a terminal.
class ProgressLine {
 public:
  void show(const std::string& name, std::int64_t done, std::int64_t of) {
    if (!terminal_) return;
    const auto percent = 100 * done / of;
    if (name == name_ && percent == percent_) return;
    name_ = name;
    percent_ = percent;
    std::fprintf(stderr, "\r\033[K%s: %lld %%", name.c_str(), static_cast<long long>(percent));
    std::fflush(stderr);
  }
  void clear() const {
    if (terminal_) std::fprintf(stderr, "\r\033[K");
  }

 private:
  bool terminal_ = ::isatty(STDERR_FILENO) != 0;
  std::string name_;
  std::int64_t percent_ = -1;
};

int run_audit(const AuditCommand& command) {
  use_one_thread();
  const auto result = audit_networks(command);
  print(result);
  if (!command.report_file.empty()) {
    auto report = json_of(result);
    report["seed"] = command.seed;
    report["directory"] = command.directory;
    report["hard_bits"] = command.hard_bits;
    write_report(report, command.report_file);
  }
  return result.grade == Grade::hollow ? exit_code::kGoalNotMet : exit_code::kGoalMet;
}

std::string budgets_help() {
  std::string text = "how long each attacker trains: ";
  for (const auto& budget : kBudgets)
    text += std::string(budget.name) + " (" + std::to_string(budget.minibatches) +
            " minibatches of 512, at most " + std::to_string(budget.attackers_s.count()) + " s)" +
            (&budget == &kBudgets.back() ? "" : ", ");
  return text;
}

std::string attackers_help() {
  std::string text = "the panel, by names and commas; default: the first ten of";
  for (const auto& kind : attacker_kinds())
    text += "\n  " + std::string(kind.name) + ": " + std::string(kind.about);
  return text;
}

}  // namespace

Audit audit_networks(const AuditOptions& options) {
  const std::filesystem::path directory(options.directory);
  const auto cipher = open_cipher(directory / "alice.pt");
  Decrypt bob;
  if (std::filesystem::exists(directory / "bob.pt")) bob = open_decrypt(directory / "bob.pt");
  RoundedCipher hard(*cipher, /*precision=*/1);
  AuditPlan plan{options.attackers, *find_budget(options.budget)};
  if (plan.attackers.empty()) plan.attackers = default_panel();
  const auto stream = NumberStream::public_stream(derive_run_seeds(options.seed).public_seed);
  ProgressLine line;
  auto result = audit(options.hard_bits ? static_cast<Cipher&>(hard) : *cipher, bob, stream, plan,
                      [&](const std::string& name, std::int64_t done, std::int64_t of) {
                        line.show(name, done, of);
                      });
  line.clear();
  return result;
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
  if (audit.certificate)
    std::printf(
        "The key's reader is wrong in %.4f bits: the ciphertext tells at most %.4f bits (95 %%).\n",
        audit.certificate->key_reader.bits_wrong->mean, audit.certificate->leak_bits);
  std::printf("\n%s\n", sentence(audit).c_str());
}

CLI::Option* add_budget(CLI::App& app, const std::string& name, std::string& budget) {
  return app.add_option(name, budget, budgets_help())
      ->capture_default_str()
      ->check(CLI::IsMember({"quick", "default", "thorough"}));
}

void add_audit(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "audit",
      "attack a finished cipher with fresh attackers and say what its secret is worth; ends with 0 "
      "when none of them gains more than half a bit");
  auto options = std::make_shared<AuditCommand>();
  command->add_option("directory", options->directory, "holds alice.pt and, better, bob.pt")
      ->required();
  command->add_option("--attackers", options->attackers, attackers_help())
      ->delimiter(',')
      ->check([](const std::string& name) {
        try {
          make_attacker(name, 16, NumberStream::public_stream(0));
        } catch (const std::invalid_argument& error) {
          return std::string(error.what());
        }
        return std::string();
      });
  add_budget(*command, "--budget", options->budget);
  command
      ->add_option("--seed", options->seed,
                   "of the audit: plaintexts, keys and the attackers' first weights")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{0}, kMaxSeed));
  command->add_flag("--hard-bits", options->hard_bits,
                    "audit what would be sent if only the signs of the numbers were");
  command->add_option("--report", options->report_file, "write the findings here (JSON)")
      ->check(output_file());
  command->callback([options, &exit_code] { exit_code = run_audit(*options); });
}

}  // namespace sotto
