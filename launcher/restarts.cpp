#include "launcher/restarts.hpp"

#include <algorithm>

namespace sotto {

using namespace std::chrono_literals;

std::optional<std::chrono::milliseconds> Restarts::after_death(Time now, std::int64_t furthest) {
  // Starting takes a second or two: who lived for longer had been at work, too, if only at steps
  // that were taken again.
  constexpr auto kSoon = 5s;
  if (died_ && (furthest > furthest_ || now - *died_ > kSoon)) in_a_row_ = 0;
  died_ = now;
  furthest_ = furthest;
  if (++in_a_row_ > kMost) return std::nullopt;
  return std::min(std::chrono::milliseconds(100ms * (1 << (in_a_row_ - 1))),
                  std::chrono::milliseconds(2s));
}

}  // namespace sotto
