#include "bench/torch_step.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>

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

}  // namespace

double torch_step_seconds(int bits, std::size_t batch, int runs, bool update) {
  torch::set_num_threads(1);
  torch::manual_seed(1);
  const auto size = static_cast<std::int64_t>(batch);
  Net alice(bits, true);
  Net bob(bits, true);
  Net eve(bits, false);
  auto both = alice->parameters();
  for (const auto& parameter : bob->parameters()) both.push_back(parameter);
  const double rate = 0.0008;
  torch::optim::Adam adam(both, rate);
  torch::optim::Adam eve_adam(eve->parameters(), rate);
  const auto message = torch::randint(0, 2, {size, bits}).to(torch::kFloat) * 2 - 1;
  const auto key = torch::randint(0, 2, {size, bits}).to(torch::kFloat) * 2 - 1;
  const auto error = [&](const torch::Tensor& out) {
    return ((message - out).abs() / 2).sum(1).mean();
  };

  double best = 1e9;
  for (int run = 0; run < runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    {
      for (auto& parameter : eve->parameters()) parameter.set_requires_grad(false);
      adam.zero_grad();
      const auto cipher = alice(torch::cat({message, key}, 1));
      const auto bob_error = error(bob(torch::cat({cipher, key}, 1)));
      const auto half = bits / 2.0;
      const auto chance = ((half - error(eve(cipher))) / half).square();
      (bob_error / bits + chance).backward();
      if (update) adam.step();
      for (auto& parameter : eve->parameters()) parameter.set_requires_grad(true);
    }
    for (int i = 0; i < 2; ++i) {
      torch::Tensor cipher;
      {
        torch::NoGradGuard guard;
        cipher = alice(torch::cat({message, key}, 1));
      }
      eve_adam.zero_grad();
      error(eve(cipher)).backward();
      if (update) eve_adam.step();
    }
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    best = std::min(best, time.count());
  }
  return best;
}
