#include "shared/nn/network.hpp"

#include "shared/nn/mix_transform.hpp"
#include "shared/nn/perceptron.hpp"
#include "shared/nn/product_network.hpp"

namespace sotto {

NetworkShape keyed_network(const SessionConfig& config) {
  NetworkShape shape{.bits = config.bits, .keyed = true, .kind = config.network};
  if (config.block_bits > 0) shape.blocks = config.bits / config.block_bits;
  if (config.network != NetworkKind::mix_transform)
    shape.units = config.product_units * shape.block_bits();
  return shape;
}

void NetworkImpl::flatten() {
  const torch::NoGradGuard no_grad;
  std::int64_t count = 0;
  for (const auto& parameter : parameters()) count += parameter.numel();
  flat_ = torch::zeros({count});
  flat_.mutable_grad() = torch::zeros({count});
  std::int64_t at = 0;
  for (auto& parameter : parameters()) {
    const auto size = parameter.numel();
    const auto shape = parameter.sizes().vec();
    parameter.set_data(flat_.narrow(0, at, size).view(shape));
    parameter.mutable_grad() = flat_.grad().narrow(0, at, size).view(shape);
    at += size;
  }
}

torch::Tensor NetworkImpl::weights_of(const std::vector<bool>&) const {
  return torch::zeros_like(flat_, torch::kBool);
}

torch::Tensor NetworkImpl::last_layer() const {
  const auto all = parameters();
  const auto size = all[all.size() - 2].numel() + all.back().numel();
  return flat_.narrow(0, flat_.numel() - size, size);
}

void NetworkImpl::draw(const NumberStream& stream, Purpose purpose, std::int64_t number) {
  const torch::NoGradGuard no_grad;
  std::vector<float> uniform(static_cast<std::size_t>(flat_.numel()));
  stream.fill_uniform(purpose, number, uniform);
  flat_.copy_(torch::from_blob(uniform.data(), {flat_.numel()}));
}

Network make_network(const NetworkShape& shape) {
  switch (shape.kind) {
    case NetworkKind::mix_transform:
      return std::make_shared<MixTransform>(shape);
    case NetworkKind::product:
      return std::make_shared<ProductNetwork>(shape);
    case NetworkKind::perceptron:
      return std::make_shared<Perceptron>(shape);
  }
  return nullptr;
}

}  // namespace sotto
