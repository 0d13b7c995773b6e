#include "shared/nn/perceptron.hpp"

#include <cmath>

namespace sotto {

Perceptron::Perceptron(const NetworkShape& shape) : NetworkImpl(shape) {
  hidden1 = register_module("hidden1", torch::nn::Linear(shape.inputs(), shape.units));
  hidden2 = register_module("hidden2", torch::nn::Linear(shape.units, shape.units));
  out = register_module("out", torch::nn::Linear(shape.units, shape.bits));
  flatten();
}

torch::Tensor Perceptron::forward(const torch::Tensor& input) {
  return torch::tanh(out(hidden(input)));
}

torch::Tensor Perceptron::hidden(const torch::Tensor& input) {
  return torch::relu(hidden2(torch::relu(hidden1(input))));
}

void Perceptron::initialise(const NumberStream& stream, Purpose purpose, double gain,
                            std::int64_t number) {
  const torch::NoGradGuard no_grad;
  draw(stream, purpose, number);
  for (const auto& layer : {hidden1, hidden2, out}) {
    layer->weight.mul_(gain * std::sqrt(6.0 / static_cast<double>(layer->options.in_features())));
    layer->bias.zero_();
  }
}

}  // namespace sotto
