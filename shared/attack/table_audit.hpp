// Fresh attackers on what is to stay hidden, after a session about a table, and how useful what it
// sends is: judged on the rows that nobody has learned from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/attack/ciphertext_bound.hpp"
#include "shared/attack/finding.hpp"
#include "shared/attack/hidden_attacker.hpp"
#include "shared/base/enum_names.hpp"

namespace sotto {

/// What the rows that are held out say: that each attacker is at most kHiddenGain nearer than
/// without any message, that one is more, or, as they are few, neither. By the 95 % interval of
/// each.
enum class TableVerdict { hidden, told, undecided };

template <>
struct Names<TableVerdict> {
  static constexpr std::array<std::string_view, 3> values{"hidden", "told", "undecided"};
};

/// How far guesses are from their targets. Intervals are of 95 %, over rows; of a row, the mean
/// over the keys it is sent under counts.
struct RowFigure {
  Interval distance;    ///< mean, on rows that are held out; of signs, the share of wrong ones
  double training = 0;  ///< the same on the rows that are learned from
  double blind = 0;     ///< of the median of the rows that are learned from, on those held out
  /// By which share `distance` is less than `blind`. Anything from -1 to 1 where `blind` is 0: of
  /// rows that all have the median nobody can be told to be nearer.
  Interval nearer;
};

struct TableFinding : AttackRun {
  bool counts = false;  ///< for the verdict: it reads the value itself
  RowFigure figure;
};

struct TableAudit {
  std::string budget;
  std::string reveal;  ///< names of columns
  std::string hide;
  std::int64_t key_bits = 0;
  std::int64_t rows = 0;
  std::int64_t held_out = 0;  ///< rows
  std::int64_t keys = 0;      ///< under which each of those is sent, drawn afresh
  std::optional<RowFigure> bob;
  RowFigure estimate;  ///< the public one
  std::vector<TableFinding> findings;
  std::optional<CiphertextBound> ciphertext;  ///< of rows held out, where it is N <= 10 hard bits

  /// Who of those that count is nearest to what is hidden.
  const TableFinding& best() const;
  TableVerdict verdict() const;
};

/// Attackers learn from the rows that the session has learned from, drawn with replacement, each
/// time under a fresh key, and hear the public estimate and the ciphertext. What is hidden has a
/// sign that says on which side of the median it is, or which of two values; of two values there is
/// no magnitude to read, and who reads the sign counts.
///
/// `seed`: of rows, keys and first weights; archives.require_table(*table) has passed.
TableAudit audit_table(const SelectiveArchives& archives, std::shared_ptr<const OwnTable> table,
                       std::int64_t seed, const Budget& budget,
                       const SelectiveProgress& progress = {});

/// What was found, in sentences that claim no more than was measured.
std::string sentence(const TableAudit& audit);

Json json_of(const TableAudit& audit);

}  // namespace sotto
