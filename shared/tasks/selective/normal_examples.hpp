// Examples of draw_examples(), for a session without a table.
#pragma once

#include "shared/tasks/selective/example_source.hpp"
#include "shared/tasks/selective/examples.hpp"
#include "shared/tasks/selective/yardsticks.hpp"

namespace sotto {

class NormalExamples : public ExampleSource {
 public:
  explicit NormalExamples(const NumberStream& public_stream) : public_stream_(public_stream) {}

  std::int64_t seen_values() const override { return kSeenValues; }
  void draw(std::int64_t step, const ExampleValues& values) const override {
    draw_examples(public_stream_, step, values);
  }
  double kept_distance(const SessionConfig& config) const override {
    const auto kept = frontier_at(protected_distance(config));
    return kept.hidden + kept.hidden_sign;
  }

 private:
  NumberStream public_stream_;
};

}  // namespace sotto
