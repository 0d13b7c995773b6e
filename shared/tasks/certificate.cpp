#include "shared/tasks/certificate.hpp"

#include <algorithm>

namespace sotto {

double certified_leak(const Errors& keys, std::int64_t bits, double confidence) {
  const auto n = static_cast<double>(bits);
  if (keys.wrong >= keys.trials) return n;
  const double e = greatest_rate(keys, 1 - confidence);
  // h grows up to one half only.
  return std::min(n, coin_entropy(std::min(e, 0.5)) + e * n);
}

}  // namespace sotto
