#include "shared/nn/feature_matching.hpp"

namespace sotto {

torch::Tensor feature_matching(const torch::Tensor& hidden, const torch::Tensor& target) {
  constexpr double kLeast = 1e-6;  // of a unit that does not vary
  const auto centred = hidden - hidden.mean(0);
  const auto examples = static_cast<double>(hidden.size(0));
  const auto covariance = target.t().matmul(centred) / examples;  // [T, H]
  // The deviation is taken for a constant: a unit is not to be made loud to hide in.
  const auto variance = centred.square().mean(0).detach() + kLeast;
  return (covariance.square() / variance).mean();
}

}  // namespace sotto
