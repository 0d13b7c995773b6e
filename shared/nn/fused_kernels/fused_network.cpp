#include "shared/nn/fused_kernels/fused_network.hpp"

#include <stdexcept>

#include "shared/nn/fused_kernels/arena.hpp"
#include "shared/nn/fused_kernels/pass.hpp"

namespace sotto::fused {
namespace {

Shape checked(Shape shape) {
  if (shape.bits % 2 != 0 || shape.bits < kMinBits || shape.bits > kMaxBits) {
    throw std::invalid_argument("engine: the number of bits must be even, 4 to 128");
  }
  if (shape.values < 0 || shape.values > kMaxValues || (shape.keyed && shape.values != 0)) {
    throw std::invalid_argument(
        "engine: the number of values must be 1 to 1,024, and N with a key");
  }
  return shape;
}

Pass over(Shape shape, const float* theta, Inputs inputs) {
  if (theta == nullptr || inputs.a == nullptr || (inputs.b != nullptr) != shape.keyed ||
      inputs.size == 0) {
    throw std::invalid_argument("engine: parameters or inputs missing, or a key too many");
  }
  Pass pass;
  pass.shape = shape;
  pass.theta = theta;
  pass.a = inputs.a;
  pass.b = inputs.b;
  pass.size = inputs.size;
  return pass;
}

}  // namespace

FusedNetwork::FusedNetwork(Shape shape)
    : shape_(checked(shape)), arena_(std::make_unique<Arena>(shape)) {}
FusedNetwork::FusedNetwork(FusedNetwork&&) noexcept = default;
FusedNetwork& FusedNetwork::operator=(FusedNetwork&&) noexcept = default;
FusedNetwork::~FusedNetwork() = default;

void FusedNetwork::forward(const float* theta, Inputs inputs, float* out) {
  Pass pass = over(shape_, theta, inputs);
  pass.out = out;
  run(pass, *arena_);
}

void FusedNetwork::backward(const float* theta, Inputs inputs, const float* d_out,
                            Gradients gradients) {
  Pass pass = over(shape_, theta, inputs);
  pass.d_out = d_out;
  pass.d_theta = gradients.theta;
  pass.d_a = gradients.a;
  run(pass, *arena_);
}

Loss FusedNetwork::train(const float* theta, Inputs inputs, const float* bits, Objective objective,
                         Gradients gradients) {
  Pass pass = over(shape_, theta, inputs);
  pass.bits = bits;
  pass.objective = objective;
  pass.d_theta = gradients.theta;
  pass.d_a = gradients.a;
  return run(pass, *arena_);
}

Loss FusedNetwork::evaluate(const float* theta, Inputs inputs, const float* bits) {
  Pass pass = over(shape_, theta, inputs);
  pass.bits = bits;
  return run(pass, *arena_);
}

}  // namespace sotto::fused
