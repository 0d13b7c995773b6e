#include "lab/table_archive_audit.hpp"

#include <cstdio>

#include "lab/archive_audit.hpp"
#include "shared/attack/table_rows.hpp"
#include "shared/base/file_draft.hpp"
#include "shared/base/utf8_text.hpp"
#include "shared/nn/threads.hpp"

namespace sotto {
namespace {

void print_useful(const char* who, const RowFigure& figure, const std::string& column) {
  std::printf("%-20s %.4f ± %.4f from %s held out, %.4f in training; the median is %.4f away\n",
              who, figure.distance.mean, figure.distance.high - figure.distance.mean,
              column.c_str(), figure.training, figure.blind);
}

}  // namespace

TableAudit audit_table_archives(const TableArchiveAudit& asked, ProgressLine& line) {
  use_one_thread();
  const SelectiveArchives archives(asked.directory);
  archives.require_table(asked.table.get());
  if (!asked.rows_file.empty())
    replace_file(asked.rows_file, table_rows(archives, asked.table->data, asked.seed));
  return audit_table(archives, asked.table, asked.seed, asked.budget, shown_on(line));
}

void print(const TableAudit& audit) {
  std::printf("%lld rows, of which %lld are held out, each sent under %lld fresh keys\n\n",
              static_cast<long long>(audit.rows), static_cast<long long>(audit.held_out),
              static_cast<long long>(audit.keys));
  const auto revealed = printable(audit.reveal);
  if (audit.bob) print_useful("Bob, with the key:", *audit.bob, revealed);
  print_useful("the public estimate:", audit.estimate, revealed);
  std::printf("\n%-16s %-16s %-20s %12s %18s %9s %9s %18s %9s\n", "attacker", "hears", "reads",
              "minibatches", "mean distance", "training", "blind", "nearer", "seconds");
  for (const auto& finding : audit.findings) {
    const auto& figure = finding.figure;
    std::printf("%-16s %-16s %-20s %12lld %9.4f ± %.4f %9.4f %9.4f %7.2f ± %.2f %% %9.1f%s\n",
                finding.attacker.c_str(), finding.hears.c_str(),
                printable(part_name(finding.part, audit.hide)).c_str(),
                static_cast<long long>(finding.minibatches), figure.distance.mean,
                figure.distance.high - figure.distance.mean, figure.training, figure.blind,
                100 * figure.nearer.mean, 100 * (figure.nearer.high - figure.nearer.mean),
                finding.seconds, finding.cut_short ? "  (cut short)" : "");
  }
  if (audit.ciphertext)
    std::printf(
        "\nThe ciphertext, all %lld keys tried for each of %lld rows held out: it tells %.4f bits "
        "on average.\n",
        1LL << audit.key_bits, static_cast<long long>(audit.ciphertext->tried),
        audit.ciphertext->mean_bits);
  std::printf("\n%s\n", sentence(audit).c_str());
}

}  // namespace sotto
