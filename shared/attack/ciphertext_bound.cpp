#include "shared/attack/ciphertext_bound.hpp"

#include <algorithm>
#include <cmath>

namespace sotto {
namespace {

constexpr std::int64_t kMostKeyBitsToTry = 10;

/// Every key, [2^N, N].
torch::Tensor every_key(std::int64_t bits) {
  const auto numbers = torch::arange(std::int64_t{1} << bits).unsqueeze(1);
  const auto places = torch::arange(bits).unsqueeze(0);
  return (numbers.bitwise_right_shift(places).bitwise_and(1) * 2 - 1).to(torch::kFloat);
}

}  // namespace

std::optional<CiphertextBound> bound_ciphertext(const SelectiveArchives& archives,
                                                const torch::Tensor& messages) {
  const auto bits = archives.key_bits();
  if (bits > kMostKeyBitsToTry) return std::nullopt;
  const auto keys = every_key(bits);
  const auto places = torch::pow(2, torch::arange(bits)).to(torch::kLong);
  double sum = 0;
  double squares = 0;
  CiphertextBound bound;
  for (bound.tried = 0; bound.tried < messages.size(0); ++bound.tried) {
    const auto one =
        messages.narrow(0, bound.tried, 1).expand({keys.size(0), messages.size(1)}).contiguous();
    const auto sent = archives.encrypt(one, keys);
    if (!sent.abs().eq(1).all().item<bool>()) return std::nullopt;  // no hard bits
    const auto counts =
        (sent.gt(0).to(torch::kLong) * places).sum(1).bincount({}, keys.size(0)).to(torch::kDouble);
    const auto share = counts / static_cast<double>(keys.size(0));
    const double entropy = -torch::where(share > 0, share * torch::log2(share.clamp_min(1e-12)),
                                         torch::zeros_like(share))
                                .sum()
                                .item<double>();
    const double tells = std::max(0.0, static_cast<double>(bits) - entropy);
    sum += tells;
    squares += tells * tells;
  }
  const auto n = static_cast<double>(bound.tried);
  bound.mean_bits = sum / n;
  const double variance = std::max(0.0, (squares - sum * sum / n) / (n - 1));
  const double log_inverse = std::log(2 / 0.05);
  bound.at_most_bits = std::min(static_cast<double>(bits),
                                bound.mean_bits + std::sqrt(2 * variance * log_inverse / n) +
                                    static_cast<double>(bits) * 7 * log_inverse / (3 * (n - 1)));
  return bound;
}

}  // namespace sotto
