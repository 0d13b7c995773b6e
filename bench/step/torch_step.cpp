#include <torch/torch.h>

#include <memory>
#include <vector>

#include "bench/step/whole_step.hpp"

namespace {

struct NetImpl : torch::nn::Module {
  NetImpl(int bits, bool keyed)
      : fc(register_module("fc", torch::nn::Linear(keyed ? 2 * bits : bits, 2 * bits))) {
    using Options = torch::nn::Conv1dOptions;
    conv1 = register_module("conv1", torch::nn::Conv1d(Options(1, 2, 4)));
    conv2 = register_module("conv2", torch::nn::Conv1d(Options(2, 4, 2).stride(2)));
    conv3 = register_module("conv3", torch::nn::Conv1d(Options(4, 4, 1)));
    conv4 = register_module("conv4", torch::nn::Conv1d(Options(4, 1, 1)));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    auto y = torch::sigmoid(fc(x)).unsqueeze(1);
    y = torch::sigmoid(conv1(torch::constant_pad_nd(y, {1, 2})));
    y = torch::sigmoid(conv2(y));
    y = torch::sigmoid(conv3(y));
    return torch::tanh(conv4(y)).squeeze(1);
  }
  torch::nn::Linear fc;
  torch::nn::Conv1d conv1{nullptr}, conv2{nullptr}, conv3{nullptr}, conv4{nullptr};
};
TORCH_MODULE(Net);

/// Three networks, their optimisers and one minibatch.
struct Trio {
  Trio(int n, std::int64_t batch)
      : bits(n),
        alice(n, true),
        bob(n, true),
        eve(n, false),
        adam(alice_and_bob(), kRate),
        eve_adam(eve->parameters(), kRate),
        message(torch::randint(0, 2, {batch, n}).to(torch::kFloat) * 2 - 1),
        key(torch::randint(0, 2, {batch, n}).to(torch::kFloat) * 2 - 1) {}

  std::vector<torch::Tensor> alice_and_bob() {
    auto both = alice->parameters();
    for (const auto& parameter : bob->parameters()) both.push_back(parameter);
    return both;
  }

  torch::Tensor error(const torch::Tensor& out) const {
    return ((message - out).abs() / 2).sum(1).mean();
  }

  void step() {
    for (auto& parameter : eve->parameters()) parameter.set_requires_grad(false);
    adam.zero_grad();
    const auto cipher = alice(torch::cat({message, key}, 1));
    const auto bob_error = error(bob(torch::cat({cipher, key}, 1)));
    const auto half = bits / 2.0;
    const auto chance = ((half - error(eve(cipher))) / half).square();
    (bob_error / bits + chance).backward();
    adam.step();
    for (auto& parameter : eve->parameters()) parameter.set_requires_grad(true);
    for (int i = 0; i < 2; ++i) {
      torch::Tensor overheard;
      {
        const torch::NoGradGuard guard;
        overheard = alice(torch::cat({message, key}, 1));
      }
      eve_adam.zero_grad();
      error(eve(overheard)).backward();
      eve_adam.step();
    }
  }

  static constexpr double kRate = 0.0008;
  int bits;
  Net alice, bob, eve;
  torch::optim::Adam adam;
  torch::optim::Adam eve_adam;
  torch::Tensor message;
  torch::Tensor key;
};

}  // namespace

std::function<void()> make_torch_step(int bits, std::size_t batch) {
  torch::manual_seed(1);
  const auto trio = std::make_shared<Trio>(bits, static_cast<std::int64_t>(batch));
  return [trio] { trio->step(); };
}
