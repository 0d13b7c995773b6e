#include "shared/room/pacing.hpp"

#include <algorithm>
#include <utility>

namespace sotto {

void Pacing::insert(std::int64_t at, std::int64_t steps) {
  if (limit_ > 0) limit_ = std::max(limit_, at) + steps;
}

Pacing::Before Pacing::before(std::int64_t step, bool none_open) const {
  if (stop_at_ && step >= *stop_at_) return Before::stop;
  if (limit_ > 0 && step >= limit_) return Before::limit;
  if (pause_at_ && step >= *pause_at_ && none_open) return Before::pause;
  return Before::go_on;
}

bool Pacing::may_open(std::int64_t step) const {
  return !(limit_ > 0 && step >= limit_) && !(pause_at_ && step >= *pause_at_) &&
         !(stop_at_ && step >= *stop_at_);
}

std::optional<Time> Pacing::not_before(bool none_open) const {
  if (!slow_motion() || !none_open) return std::nullopt;
  return turn_at_ + interval_;
}

void Pacing::begin(std::int64_t step) {
  if (std::exchange(one_step_, false)) pause_at_ = step + 1;
}

}  // namespace sotto
