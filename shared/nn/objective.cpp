#include "shared/nn/objective.hpp"

namespace sotto {

torch::Tensor error_bits(const torch::Tensor& output, const torch::Tensor& target) {
  return (target - output).abs().sum(1) / 2;
}

Measured measure(const torch::Tensor& output, const torch::Tensor& target) {
  const torch::NoGradGuard no_grad;
  const auto wrong = (output * target).gt(0).logical_not().sum().item<std::int64_t>();
  return {error_bits(output, target).mean().item<double>(),
          static_cast<double>(wrong) / static_cast<double>(output.size(0))};
}

torch::Tensor MeanError::loss(const torch::Tensor& output, const torch::Tensor& target) const {
  return error_bits(output, target).mean() * scale_;
}

torch::Tensor cross_entropy_bits(const torch::Tensor& output, const torch::Tensor& target) {
  // log2(1 + exp(-2 P artanh O)) = 1 - log2(1 + P O). An output that rounds to the wrong bit itself
  // would be infinitely wrong.
  constexpr double kLeast = 1e-6;
  return 1 - torch::log2((1 + target * output).clamp_min(kLeast)).mean(0);
}

torch::Tensor MeanDistance::loss(const torch::Tensor& output, const torch::Tensor& target) const {
  return 2 * error_bits(output, target).mean() * scale_;
}

torch::Tensor AtDistance::loss(const torch::Tensor& output, const torch::Tensor& target) const {
  return (1 - 2 * error_bits(output, target).mean() / distance_).clamp_min(0).square();
}

torch::Tensor CrossEntropy::loss(const torch::Tensor& output, const torch::Tensor& target) const {
  return cross_entropy_bits(output, target).sum() * scale_;
}

torch::Tensor AtChance::loss(const torch::Tensor& output, const torch::Tensor& target) const {
  if (term_ == EveTerm::bit) return (1 - (target - output).abs().mean(0)).square().mean();
  if (term_ == EveTerm::information)
    return (1 - cross_entropy_bits(output, target)).clamp_min(0).mean();
  const auto half = static_cast<double>(target.size(1)) / 2;
  const auto error = error_bits(output, target);
  const auto judged = term_ == EveTerm::batch ? error.mean() : error;
  return ((half - judged).square() / (half * half)).mean();
}

}  // namespace sotto
