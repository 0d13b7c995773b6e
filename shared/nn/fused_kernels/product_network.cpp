#include "shared/nn/fused_kernels/product_network.hpp"

#include <stdexcept>

#include "shared/nn/fused_kernels/product_pass.hpp"
#include "shared/nn/fused_kernels/shape.hpp"

namespace sotto::fused {
namespace {

ProductShape checked(ProductShape shape) {
  if (shape.bits == 0 || shape.bits > kMaxBits || shape.units == 0)
    throw std::invalid_argument("engine: the bits must be 1 to 128, and there must be units");
  return shape;
}

ProductPass over(ProductShape shape, const float* theta, Inputs inputs) {
  if (theta == nullptr || inputs.a == nullptr || (inputs.b != nullptr) != shape.keyed ||
      inputs.size == 0)
    throw std::invalid_argument("engine: parameters or inputs missing, or a key too many");
  return {.shape = shape, .theta = theta, .inputs = inputs};
}

}  // namespace

FusedProductNetwork::FusedProductNetwork(ProductShape shape)
    : shape_(checked(shape)), arena_(std::make_unique<ProductArena>(shape)) {}
FusedProductNetwork::FusedProductNetwork(FusedProductNetwork&&) noexcept = default;
FusedProductNetwork& FusedProductNetwork::operator=(FusedProductNetwork&&) noexcept = default;
FusedProductNetwork::~FusedProductNetwork() = default;

void FusedProductNetwork::forward(const float* theta, Inputs inputs, float* out) {
  auto pass = over(shape_, theta, inputs);
  pass.out = out;
  run(pass, *arena_);
}

void FusedProductNetwork::backward(const float* theta, Inputs inputs, const float* d_out,
                                   Gradients gradients) {
  auto pass = over(shape_, theta, inputs);
  pass.d_out = d_out;
  pass.gradients = gradients;
  run(pass, *arena_);
}

Loss FusedProductNetwork::train(const float* theta, Inputs inputs, const float* bits,
                                ProductObjective objective, Gradients gradients) {
  auto pass = over(shape_, theta, inputs);
  pass.bits = bits;
  pass.objective = objective;
  pass.gradients = gradients;
  return run(pass, *arena_);
}

Loss FusedProductNetwork::evaluate(const float* theta, Inputs inputs, const float* bits) {
  auto pass = over(shape_, theta, inputs);
  pass.bits = bits;
  return run(pass, *arena_);
}

}  // namespace sotto::fused
