#include "shared/attack/leak_bounds.hpp"

#include <algorithm>
#include <numeric>

namespace sotto {
namespace {

/// Rows in echelon form, to which independent ones are added.
class Basis {
 public:
  /// False where it depends on those that are there.
  bool add(Form form) {
    for (const auto& [lead, row] : rows_)
      if (form[lead]) form ^= row;
    if (form.none()) return false;
    std::size_t lead = 0;
    while (!form[lead]) ++lead;
    rows_.emplace_back(lead, form);
    return true;
  }
  std::size_t size() const { return rows_.size(); }

 private:
  std::vector<std::pair<std::size_t, Form>> rows_;
};

}  // namespace

double leak_at_least(std::span<const Form> forms, std::span<const Errors> errors, double alpha) {
  std::vector<double> worth(forms.size());
  const double share = alpha / static_cast<double>(std::max<std::size_t>(forms.size(), 1)) / 2;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    // A guess that is wrong more often than not tells as much as its opposite.
    const double most = greatest_rate(errors[i], share);
    const double least = least_rate(errors[i], share);
    worth[i] = most < 0.5 ? 1 - coin_entropy(most) : least > 0.5 ? 1 - coin_entropy(least) : 0;
  }
  std::vector<std::size_t> order(forms.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return worth[a] > worth[b]; });
  Basis basis;
  double leak = 0;
  for (const auto i : order) {
    if (worth[i] == 0) break;
    if (basis.add(forms[i])) leak += worth[i];
  }
  return leak;
}

double leak_at_most(std::span<const Errors> errors_of_key_bits, double alpha) {
  double leak = 0;
  for (const auto& errors : errors_of_key_bits) {
    const auto most = greatest_rate(errors, alpha / static_cast<double>(errors_of_key_bits.size()));
    leak += most < 0.5 ? coin_entropy(most) : 1;
  }
  return leak;
}

std::size_t rank(std::vector<Form> rows) {
  Basis basis;
  for (const auto& row : rows) basis.add(row);
  return basis.size();
}

}  // namespace sotto
