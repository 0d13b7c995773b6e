#include "shared/nn/fused_kernels/perceptron.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "shared/nn/fused_kernels/perceptron_arena.hpp"
#include "shared/nn/fused_kernels/perceptron_pass.hpp"

namespace sotto::fused {
namespace {

PerceptronShape checked(PerceptronShape shape) {
  if (shape.size() < 2 || std::ranges::find(shape, 0U) != shape.end())
    throw std::invalid_argument(
        "engine: a perceptron needs inputs and outputs, and no layer empty");
  return shape;
}

}  // namespace

PerceptronLayout::PerceptronLayout(const PerceptronShape& shape) {
  for (std::size_t i = 0; i + 1 < shape.size(); ++i) {
    const auto bias = count + shape[i + 1] * shape[i];
    layers.push_back({count, bias});
    count = bias + shape[i + 1];
  }
}

FusedPerceptron::FusedPerceptron(PerceptronShape shape)
    : shape_(checked(std::move(shape))),
      layout_(shape_),
      arena_(std::make_unique<PerceptronArena>(shape_)) {}
FusedPerceptron::FusedPerceptron(FusedPerceptron&&) noexcept = default;
FusedPerceptron& FusedPerceptron::operator=(FusedPerceptron&&) noexcept = default;
FusedPerceptron::~FusedPerceptron() = default;

void FusedPerceptron::forward(const float* theta, const float* inputs, std::size_t size,
                              float* out) {
  run({.shape = shape_,
       .layout = layout_,
       .theta = theta,
       .inputs = inputs,
       .size = size,
       .out = out},
      *arena_);
}

void FusedPerceptron::train(const float* theta, const float* inputs, const float* targets,
                            std::size_t size, float* d_theta) {
  run({.shape = shape_,
       .layout = layout_,
       .theta = theta,
       .inputs = inputs,
       .size = size,
       .targets = targets,
       .d_theta = d_theta},
      *arena_);
}

void FusedPerceptron::backward(const float* theta, const float* inputs, const float* d_out,
                               std::size_t size, float* d_theta, float* d_inputs) {
  run({.shape = shape_,
       .layout = layout_,
       .theta = theta,
       .inputs = inputs,
       .size = size,
       .d_out = d_out,
       .d_theta = d_theta,
       .d_inputs = d_inputs},
      *arena_);
}

}  // namespace sotto::fused
