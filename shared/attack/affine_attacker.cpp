#include "shared/attack/affine_attacker.hpp"

#include <utility>

#include "shared/attack/exact_leak.hpp"

namespace sotto {
namespace {

/// Far more than there are columns, of N = 128 too.
constexpr std::int64_t kExamples = 512;
/// So many more than there are columns: that any relation holds by accident in all of them has a
/// chance of 2^-64.
constexpr std::size_t kSpare = 64;

/// A basis of the w with row . w = 0 for every row.
template <class Row>
std::vector<Row> null_space(const std::vector<Row>& rows, std::size_t columns) {
  std::vector<Row> echelon;
  std::vector<std::size_t> leads;
  for (auto row : rows) {
    for (std::size_t i = 0; i < echelon.size(); ++i)
      if (row[leads[i]]) row ^= echelon[i];
    std::size_t lead = 0;
    while (lead < columns && !row[lead]) ++lead;
    if (lead == columns) continue;
    // Reduced: no other row has this one's lead.
    for (auto& other : echelon)
      if (other[lead]) other ^= row;
    echelon.push_back(row);
    leads.push_back(lead);
  }
  std::vector<bool> is_lead(columns);
  for (const auto lead : leads) is_lead[lead] = true;
  std::vector<Row> basis;
  for (std::size_t free = 0; free < columns; ++free) {
    if (is_lead[free]) continue;
    Row vector;
    vector.set(free);
    for (std::size_t i = 0; i < echelon.size(); ++i)
      if (echelon[i][free]) vector.set(leads[i]);
    basis.push_back(vector);
  }
  return basis;
}

}  // namespace

std::int64_t AffineAttacker::minibatches(const Budget& budget) const {
  return (kExamples + budget.minibatch - 1) / budget.minibatch;
}

void AffineAttacker::learn(const Sample& sample, double) {
  const auto negative_c = (sample.ciphertext < 0).contiguous();
  const auto negative_p = (sample.plaintext < 0).contiguous();
  const auto c = negative_c.accessor<bool, 2>();
  const auto p = negative_p.accessor<bool, 2>();
  for (std::int64_t example = 0; example < sample.plaintext.size(0); ++example) {
    auto& row = rows_.emplace_back();
    for (std::size_t i = 0; i < bits_; ++i) {
      const auto column = static_cast<std::int64_t>(i);
      row[i] = c[example][column];
      row[bits_ + i] = p[example][column];
    }
    row.set(2 * bits_);
  }
}

void AffineAttacker::finish() {
  const auto rows = std::exchange(rows_, {});
  const auto columns = 2 * bits_ + 1;
  if (rows.size() < columns + kSpare) return;
  // Relations with messages that are independent; those of signs alone say nothing.
  std::vector<std::pair<std::size_t, Row>> kept;
  for (auto relation : null_space(rows, columns)) {
    for (const auto& [lead, other] : kept)
      if (relation[lead]) relation ^= other;
    std::size_t lead = bits_;
    while (lead < 2 * bits_ && !relation[lead]) ++lead;
    if (lead < 2 * bits_) kept.emplace_back(lead, relation);
  }
  for (const auto& [lead, relation] : kept) {
    Form signs;
    Form message;
    for (std::size_t i = 0; i < bits_; ++i) {
      signs[i] = relation[i];
      message[i] = relation[bits_ + i];
    }
    sign_forms_.push_back(signs);
    message_forms_.push_back(message);
    opposite_.push_back(relation[2 * bits_]);
  }
}

torch::Tensor AffineAttacker::truth(const Sample& sample) const {
  return products(sample.plaintext, message_forms_);
}

torch::Tensor AffineAttacker::guess(const Sample& sample) {
  const auto signs = rounded(sample.ciphertext, /*precision=*/1);
  auto guesses = products(signs, sign_forms_);
  for (std::size_t i = 0; i < opposite_.size(); ++i)
    if (opposite_[i]) guesses.select(1, static_cast<std::int64_t>(i)).neg_();
  return guesses;
}

}  // namespace sotto
