// Examples that are rows of a table.
#pragma once

#include <memory>

#include "shared/crypto/number_stream.hpp"
#include "shared/tasks/selective/example_source.hpp"
#include "shared/tasks/selective/table.hpp"

namespace sotto {

/// Of each example Alice sees the table's inputs; its `hide` is hidden, its `reveal` useful. Rows
/// are drawn by the public stream, with replacement, from those that are learned from, each as
/// likely as any other to within 1 %.
class TableExamples : public ExampleSource {
 public:
  /// The table is shared by those who have read it together, and outlives this.
  TableExamples(std::shared_ptr<const DataTable> table, const NumberStream& public_stream);

  std::int64_t seen_values() const override;
  void draw(std::int64_t step, const ExampleValues& values) const override;
  /// As far as one who has heard nothing: of a table nothing else is known.
  double kept_distance(const SessionConfig& config) const override;

 private:
  std::shared_ptr<const DataTable> table_;
  NumberStream public_stream_;
};

}  // namespace sotto
