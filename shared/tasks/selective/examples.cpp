#include "shared/tasks/selective/examples.hpp"

#include <cmath>
#include <numbers>
#include <vector>

namespace sotto {
namespace {

constexpr std::size_t kNumbers = kCovariance.size();
using Matrix = std::array<std::array<double, kNumbers>, kNumbers>;

/// The lower triangle L with L times its transpose = `of`.
Matrix cholesky(const Matrix& of) {
  Matrix lower{};
  for (std::size_t i = 0; i < kNumbers; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = of[i][j];
      for (std::size_t k = 0; k < j; ++k) rest -= lower[i][k] * lower[j][k];
      lower[i][j] = i == j ? std::sqrt(rest) : rest / lower[j][j];
    }
  return lower;
}

/// The stream's normal numbers are whole quarters. A uniform number as wide as their distance lies
/// between them, and what it adds to the variance is taken out again.
double normal(float quarters, float uniform) {
  constexpr double kAdded = 1.0 / 192;
  return (quarters + uniform / 8.0) / std::sqrt(1 + kAdded);
}

}  // namespace

double squash(double x) { return std::erf(x / std::numbers::sqrt2); }

void draw_examples(const NumberStream& public_stream, std::int64_t step,
                   const ExampleValues& values) {
  static const Matrix lower = cholesky(kCovariance);
  const auto count = values.hidden.size();
  std::vector<float> quarters(count * kNumbers);
  std::vector<float> between(count * kNumbers);
  public_stream.fill_normal(Purpose::example, step, quarters);
  public_stream.fill_uniform(Purpose::example_between, step, between);
  for (std::size_t i = 0; i < count; ++i) {
    std::array<double, kNumbers> independent;
    std::array<float, kNumbers> squashed;
    for (std::size_t k = 0; k < kNumbers; ++k) {
      const auto at = i * kNumbers + k;
      independent[k] = normal(quarters[at], between[at]);
      double sum = 0;
      for (std::size_t j = 0; j <= k; ++j) sum += lower[k][j] * independent[j];
      squashed[k] = static_cast<float>(squash(sum));
    }
    for (std::size_t k = 0; k < kSeenValues; ++k) values.seen[i * kSeenValues + k] = squashed[k];
    values.hidden[i] = squashed[kHiddenValue];
    values.useful[i] = squashed.back();
  }
}

}  // namespace sotto
