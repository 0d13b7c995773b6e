#include "shared/nn/engines/fused_deep_mix_engine.hpp"

namespace sotto {
namespace {

std::int64_t count(const torch::nn::Linear& layer) {
  return layer ? layer->weight.numel() + layer->bias.numel() : 0;
}

/// Of a layer's weights and biases, given the gradient of its sums [B, out] and its input [B, in].
void layer_back(const torch::nn::Linear& layer, const torch::Tensor& d_sums,
                const torch::Tensor& input, float* d_weights) {
  auto d_weight = torch::from_blob(d_weights, layer->weight.sizes());
  auto d_bias = torch::from_blob(d_weights + layer->weight.numel(), layer->bias.sizes());
  torch::mm_out(d_weight, d_sums.t(), input);
  torch::sum_out(d_bias, d_sums, /*dim=*/0);
}

}  // namespace

FusedDeepMixEngine::FusedDeepMixEngine(std::shared_ptr<MixTransform> network)
    : LayeredEngine(network),
      network_(std::move(network)),
      kernels_({.bits = static_cast<int>(network_->positions()),
                .keyed = false,
                .values = static_cast<int>(network_->shape().inputs())}),
      kernels_at_(count(network_->before)) {}

LayeredEngine::Activations FusedDeepMixEngine::layers(const torch::Tensor& input) {
  const torch::NoGradGuard no_grad;
  const auto mixed = network_->before ? torch::sigmoid(network_->before(input)) : input;
  auto out = torch::empty({input.size(0), network_->positions()});
  kernels_.forward(weights() + kernels_at_,
                   {.a = mixed.data_ptr<float>(), .size = static_cast<std::size_t>(input.size(0))},
                   out.data_ptr<float>());
  return {input, mixed, out, network_->behind ? torch::tanh(network_->behind(out)) : out};
}

void FusedDeepMixEngine::layers_back(const Activations& activations, const torch::Tensor& d_out,
                                     float* d_weights, float* d_input) {
  const torch::NoGradGuard no_grad;
  const auto& input = activations[0];
  const auto& mixed = activations[1];
  const auto& positions = activations[2];
  auto d_positions = d_out;
  if (network_->behind) {
    const auto d_sums = d_out * (1 - activations[3].square());
    if (d_weights != nullptr)
      layer_back(network_->behind, d_sums, positions,
                 d_weights + network_->flat().numel() - count(network_->behind));
    d_positions = d_sums.mm(network_->behind->weight);
  }
  auto d_mixed = torch::empty_like(mixed);
  kernels_.backward(weights() + kernels_at_,
                    {.a = mixed.data_ptr<float>(), .size = static_cast<std::size_t>(mixed.size(0))},
                    d_positions.data_ptr<float>(),
                    {.theta = d_weights != nullptr ? d_weights + kernels_at_ : nullptr,
                     .a = d_mixed.data_ptr<float>()});
  if (network_->before) {
    const auto d_sums = d_mixed * mixed * (1 - mixed);
    if (d_weights != nullptr) layer_back(network_->before, d_sums, input, d_weights);
    d_mixed = d_sums.mm(network_->before->weight);
  }
  if (d_input != nullptr) torch::from_blob(d_input, input.sizes()).copy_(d_mixed);
}

}  // namespace sotto
