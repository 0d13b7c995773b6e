#include "shared/attack/exact_leak.hpp"

#include <cmath>
#include <map>
#include <stdexcept>
#include <string>

namespace sotto {
namespace {

/// [2^N, N]: all rows of bits.
torch::Tensor every_row(std::int64_t bits) {
  const auto numbers = torch::arange(std::int64_t{1} << bits, torch::kLong).unsqueeze(1);
  const auto places = torch::arange(bits, torch::kLong).unsqueeze(0);
  return (((numbers.bitwise_right_shift(places)) & 1) * 2 - 1).to(torch::kFloat).contiguous();
}

double entropy(const std::vector<double>& counts, double total) {
  double sum = 0;
  for (const auto count : counts)
    if (count > 0) sum -= count / total * std::log2(count / total);
  return sum;
}

}  // namespace

torch::Tensor rounded(const torch::Tensor& numbers, int precision) {
  if (precision == 0) return numbers;
  if (precision == 1) return torch::where(numbers < 0, -torch::ones({}), torch::ones({}));
  const double steps = std::ldexp(1.0, precision) - 1;
  return torch::round((numbers + 1) * (steps / 2)) * (2 / steps) - 1;
}

ExactLeak exact_leak(Cipher& cipher, int precision) {
  const auto n = cipher.bits();
  if (n > kMostBitsToEnumerate)
    throw std::invalid_argument("a cipher of " + std::to_string(n) +
                                " bits cannot be enumerated, at most " +
                                std::to_string(kMostBitsToEnumerate) + " can");
  const auto rows = std::int64_t{1} << n;
  const auto plaintexts = every_row(n);
  const auto keys = every_row(n);
  // How often each ciphertext stands for each plaintext.
  std::map<std::string, std::vector<double>> seen;
  double given_plaintext = 0;  // H(C | P)
  for (std::int64_t p = 0; p < rows; ++p) {
    const auto plaintext = plaintexts.slice(0, p, p + 1).expand({rows, n}).contiguous();
    const auto sent = rounded(cipher.encrypt(plaintext, keys), precision).contiguous();
    // -0 and 0 are one number.
    const auto numbers = (sent + 0.0F).contiguous();
    std::map<std::string, double> under;
    for (std::int64_t k = 0; k < rows; ++k) {
      const std::string bytes(reinterpret_cast<const char*>(numbers.data_ptr<float>() + k * n),
                              static_cast<std::size_t>(n) * sizeof(float));
      ++under[bytes];
      auto& counts = seen[bytes];
      if (counts.empty()) counts.resize(static_cast<std::size_t>(rows));
      ++counts[static_cast<std::size_t>(p)];
    }
    std::vector<double> counts;
    for (const auto& [bytes, count] : under) counts.push_back(count);
    given_plaintext += entropy(counts, static_cast<double>(rows)) / static_cast<double>(rows);
  }
  const double all = static_cast<double>(rows) * static_cast<double>(rows);
  ExactLeak leak{precision, 0, 0};
  std::vector<double> totals;
  double wrong = 0;
  for (const auto& [bytes, counts] : seen) {
    double total = 0;
    for (const auto count : counts) total += count;
    totals.push_back(total);
    for (std::int64_t j = 0; j < n; ++j) {
      double ones = 0;
      for (std::int64_t p = 0; p < rows; ++p)
        if ((p >> j & 1) != 0) ones += counts[static_cast<std::size_t>(p)];
      wrong += std::min(ones, total - ones);
    }
  }
  leak.bits = std::max(0.0, entropy(totals, all) - given_plaintext);
  leak.best_bits_wrong = wrong / all;
  return leak;
}

}  // namespace sotto
