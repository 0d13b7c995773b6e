// Between LibTorch's tensors and the fused kernels' pointers.
#pragma once

#include "shared/nn/engine.hpp"
#include "shared/nn/fused_kernels/fused_loss.hpp"
#include "shared/nn/fused_kernels/minibatch.hpp"

namespace sotto {

inline fused::Inputs fused_inputs(const torch::Tensor& message, const torch::Tensor& key) {
  TORCH_INTERNAL_ASSERT(message.is_contiguous() && (!key.defined() || key.is_contiguous()));
  return {.a = message.data_ptr<float>(),
          .b = key.defined() ? key.data_ptr<float>() : nullptr,
          .size = static_cast<std::size_t>(message.size(0))};
}

inline fused::Gradients fused_gradients(const NetworkImpl& network, const Gradients& gradients) {
  return {.theta = gradients.weights ? network.flat().grad().data_ptr<float>() : nullptr,
          .a = gradients.message != nullptr ? gradients.message->data_ptr<float>() : nullptr};
}

/// The gradient of an objective by the outputs, by autograd: for objectives that a kernel does not
/// know.
inline torch::Tensor d_outputs(const Objective& objective, torch::Tensor output,
                               const torch::Tensor& target) {
  output = output.detach().requires_grad_(true);
  return torch::autograd::grad({objective.loss(output, target)}, {output})[0].contiguous();
}

inline Measured measured(const fused::Loss& loss, std::int64_t examples) {
  return {loss.error_bits, static_cast<double>(loss.hard_errors) / static_cast<double>(examples)};
}

}  // namespace sotto
