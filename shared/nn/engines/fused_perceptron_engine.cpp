#include "shared/nn/engines/fused_perceptron_engine.hpp"

namespace sotto {
namespace {

fused::PerceptronShape widths(const NetworkShape& shape) {
  const auto units = static_cast<std::size_t>(shape.units);
  return {static_cast<std::size_t>(shape.inputs()), units, units,
          static_cast<std::size_t>(shape.bits)};
}

}  // namespace

FusedPerceptronEngine::FusedPerceptronEngine(Network network)
    : LayeredEngine(std::move(network)), kernels_(widths(LayeredEngine::network().shape())) {}

LayeredEngine::Activations FusedPerceptronEngine::layers(const torch::Tensor& input) {
  auto out = torch::empty({input.size(0), network().bits()});
  kernels_.forward(weights(), input.data_ptr<float>(), static_cast<std::size_t>(input.size(0)),
                   out.data_ptr<float>());
  return {input, out.tanh_()};
}

void FusedPerceptronEngine::layers_back(const Activations& activations, const torch::Tensor& d_out,
                                        float* d_weights, float* d_input) {
  const auto& input = activations.front();
  const auto d_sums = (d_out * (1 - activations.back().square())).contiguous();
  kernels_.backward(weights(), input.data_ptr<float>(), d_sums.data_ptr<float>(),
                    static_cast<std::size_t>(input.size(0)), d_weights, d_input);
}

}  // namespace sotto
