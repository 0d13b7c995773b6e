#include "shared/nn/product_network.hpp"

#include <cmath>

namespace sotto {

ProductNetwork::ProductNetwork(const NetworkShape& shape) : NetworkImpl(shape) {
  factors =
      register_module("factors", torch::nn::Linear(shape.inputs() / shape.blocks, 2 * shape.units));
  out = register_module("out", torch::nn::Linear(shape.units, shape.block_bits()));
  flatten();
}

torch::Tensor ProductNetwork::forward(const torch::Tensor& input) {
  const auto both = factors(by_blocks(input)).chunk(2, /*dim=*/1);  // [B blocks, U] each
  return torch::tanh(out(torch::tanh(both[0] * both[1]))).reshape({-1, bits()});
}

/// [B, inputs] → [B blocks, inputs / blocks]: each block's part of the message, and of the key.
torch::Tensor ProductNetwork::by_blocks(const torch::Tensor& input) const {
  const auto blocks = shape().blocks;
  if (blocks == 1) return input;
  const auto numbers = shape().message_numbers();
  const auto cut = [&](const torch::Tensor& part) {
    return part.reshape({-1, part.size(1) / blocks});
  };
  const auto message = cut(input.narrow(1, 0, numbers));
  return keyed() ? torch::cat({message, cut(input.narrow(1, numbers, shape().key_numbers()))}, 1)
                 : message;
}

void ProductNetwork::initialise(const NumberStream& stream, Purpose purpose, double gain,
                                std::int64_t number) {
  const torch::NoGradGuard no_grad;
  draw(stream, purpose, number);
  const auto range = [](const torch::nn::Linear& layer) {
    return 1.0 / std::sqrt(static_cast<double>(layer->options.in_features()));
  };
  factors->weight.mul_(gain * range(factors));
  factors->bias.mul_(gain * range(factors));
  out->weight.mul_(range(out));
  out->bias.mul_(range(out));
}

torch::Tensor ProductNetwork::weights_of(const std::vector<bool>& outputs) const {
  const torch::NoGradGuard no_grad;
  auto marked = torch::zeros({shape().block_bits()}, torch::kBool);
  for (std::size_t i = 0; i < outputs.size(); ++i)
    if (outputs[i]) marked[static_cast<std::int64_t>(i) % shape().block_bits()] = true;
  const auto units = marked.index_select(0, out->weight.abs().argmax(/*dim=*/0));  // [U]
  const auto rows = torch::cat({units, units});                                    // [2U]
  return torch::cat({rows.unsqueeze(1).expand_as(factors->weight).reshape({-1}), rows,
                     marked.unsqueeze(1).expand_as(out->weight).reshape({-1}), marked});
}

}  // namespace sotto
