#include "shared/nn/mix_transform.hpp"

#include <cmath>

namespace sotto {

MixTransform::MixTransform(const NetworkShape& shape) : NetworkImpl(shape) {
  const auto units = shape.units > 0 ? shape.units : 2 * shape.bits;
  const auto conv = [](std::int64_t in, std::int64_t out, std::int64_t window,
                       std::int64_t stride) {
    return torch::nn::Conv1d(torch::nn::Conv1dOptions(in, out, window).stride(stride));
  };
  const auto inputs = shape.inputs();
  if (shape.message_numbers() != shape.bits || (shape.keyed && shape.key_numbers() != shape.bits))
    before = register_module("before", torch::nn::Linear(inputs, inputs));
  fc = register_module("fc", torch::nn::Linear(inputs, units));
  conv1 = register_module("conv1", conv(1, 2, /*window=*/4, /*stride=*/1));
  conv2 = register_module("conv2", conv(2, 4, /*window=*/2, /*stride=*/2));
  conv3 = register_module("conv3", conv(4, 4, /*window=*/1, /*stride=*/1));
  conv4 = register_module("conv4", conv(4, 1, /*window=*/1, /*stride=*/1));
  if (units != 2 * shape.bits)
    behind = register_module("behind", torch::nn::Linear(units / 2, shape.bits));
  flatten();
}

torch::Tensor MixTransform::forward(const torch::Tensor& input) {
  auto x = before ? torch::sigmoid(before(input)) : input;
  x = torch::sigmoid(fc(x)).unsqueeze(1);  // [B, 1, 2N]
  x = torch::constant_pad_nd(x, {1, 2});   // the window of 4 keeps the length
  x = torch::sigmoid(conv1(x));            // [B, 2, 2N]
  x = torch::sigmoid(conv2(x));            // [B, 4, N]
  x = torch::sigmoid(conv3(x));            // [B, 4, N]
  x = torch::tanh(conv4(x)).squeeze(1);    // [B, N]
  return behind ? torch::tanh(behind(x)) : x;
}

void MixTransform::initialise(const NumberStream& stream, Purpose purpose, double gain,
                              std::int64_t number) {
  const torch::NoGradGuard no_grad;
  draw(stream, purpose, number);
  for (auto& parameter : parameters()) {
    if (parameter.dim() < 2) {
      parameter.zero_();
      continue;
    }
    const auto window = parameter.dim() == 3 ? parameter.size(2) : 1;
    const auto fans = static_cast<double>((parameter.size(0) + parameter.size(1)) * window);
    parameter.mul_(gain * std::sqrt(6.0 / fans));
  }
}

}  // namespace sotto
