#include "shared/tasks/criterion.hpp"

#include <algorithm>

namespace sotto {

void Criterion::add(const Entry& entry) {
  window_.push_back(entry);
  if (window_.size() > kCriterionWindow) window_.pop_front();
  if (!holds())
    kept_since_.reset();
  else if (!kept_since_)
    kept_since_ = entry.step;
}

void Criterion::rewind(std::int64_t step) {
  while (!window_.empty() && window_.back().step >= step) window_.pop_back();
  if (kept_since_ && *kept_since_ >= step) kept_since_.reset();
}

std::optional<double> Criterion::mean(std::optional<double> Entry::*figure) const {
  double sum = 0;
  int count = 0;
  for (const auto& entry : window_)
    if (entry.*figure) {
      sum += *(entry.*figure);
      ++count;
    }
  if (count == 0) return std::nullopt;
  return sum / count;
}

bool Criterion::holds() const {
  return window_.size() == kCriterionWindow &&
         std::ranges::all_of(window_, [](const Entry& e) { return e.bob && e.eve; }) &&
         *bob() <= bob_threshold(bits_) && *eve() >= eve_threshold(bits_);
}

}  // namespace sotto
