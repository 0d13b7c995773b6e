#include "shared/tasks/selective/table_examples.hpp"

#include <algorithm>
#include <vector>

namespace sotto {

TableExamples::TableExamples(std::shared_ptr<const DataTable> table,
                             const NumberStream& public_stream)
    : table_(std::move(table)), public_stream_(public_stream) {}

std::int64_t TableExamples::seen_values() const { return std::ssize(table_->inputs); }

double TableExamples::kept_distance(const SessionConfig&) const {
  return table_->hidden_blind + table_->hidden_sign_blind;
}

void TableExamples::draw(std::int64_t step, const ExampleValues& values) const {
  std::vector<float> drawn(values.hidden.size());
  public_stream_.fill_uniform(Purpose::row, step, drawn);
  const auto seen = table_->inputs.size();
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    // Of 24 bits in [0, 1): exact in a double, and so is its place among so few rows.
    const auto share = (static_cast<double>(drawn[i]) + 1) / 2;
    const auto row = static_cast<std::size_t>(share * static_cast<double>(table_->training));
    std::copy_n(table_->values.begin() + static_cast<std::ptrdiff_t>(row * seen), seen,
                values.seen.begin() + static_cast<std::ptrdiff_t>(i * seen));
    values.hidden[i] = table_->hide[row];
    values.useful[i] = table_->reveal[row];
  }
}

}  // namespace sotto
