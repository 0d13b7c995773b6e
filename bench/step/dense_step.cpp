// One training step of the networks of dense layers, by their kernels and by LibTorch, one thread
// each: forward, cross entropy, backward, Adam. All times are medians of runs that take turns.
// Usage: dense_step [--json FILE]

#include <torch/torch.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/step/medians_in_turn.hpp"
#include "shared/attack/attacker_models.hpp"
#include "shared/base/allocator.hpp"
#include "shared/nn/learner.hpp"
#include "shared/nn/threads.hpp"

namespace {

using namespace sotto;
using Step = std::function<void()>;

constexpr std::int64_t kBatch = 512;

torch::Tensor random_bits(std::int64_t columns) {
  return torch::randint(0, 2, {kBatch, columns}).to(torch::kFloat) * 2 - 1;
}

/// The same perceptron and loss as PerceptronModel's, as a user of LibTorch writes them.
Step torch_perceptron(const std::vector<std::int64_t>& widths) {
  torch::nn::Sequential network;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    if (i > 0) network->push_back(torch::nn::ReLU());
    network->push_back(torch::nn::Linear(widths[i], widths[i + 1]));
  }
  const auto adam = std::make_shared<torch::optim::Adam>(network->parameters(), 1e-3);
  return [network, adam, inputs = random_bits(widths.front()),
          targets = random_bits(widths.back())]() mutable {
    adam->zero_grad();
    const auto out = network->forward(inputs);
    torch::softplus(-2 * targets * out).sum(1).mean().backward();
    adam->step();
  };
}

Step fused_perceptron(const std::vector<std::int64_t>& widths) {
  const auto model =
      std::make_shared<PerceptronModel>(widths, NumberStream::public_stream(1), /*number=*/0);
  return [model, inputs = random_bits(widths.front()), targets = random_bits(widths.back())] {
    model->learn(inputs, targets, /*progress=*/0.5);
  };
}

/// Bob's step in a sealed session: message from ciphertext and key, and the gradient for Alice.
Step product(EngineKind kind, std::int64_t bits) {
  constexpr std::int64_t kUnits = 16;  // for each bit
  const auto bob = std::make_shared<Learner>(
      NetworkShape{
          .bits = bits, .keyed = true, .kind = NetworkKind::product, .units = kUnits * bits},
      kind);
  bob->network()->initialise(NumberStream::public_stream(1), Purpose::init_bob, 1.0);
  return [bob, message = random_bits(bits), key = random_bits(bits), cipher = random_bits(bits),
          d_cipher = torch::empty({kBatch, bits})]() mutable {
    bob->engine().train(cipher, key, message, CrossEntropy(), {.message = &d_cipher});
    bob->step(1e-3);
  };
}

struct Row {
  std::string name;
  Step fused;
  Step reference;
};

}  // namespace

int main(int argc, char** argv) {
  std::string file;
  if (argc == 3 && std::string(argv[1]) == "--json") {
    file = argv[2];
  } else if (argc != 1) {
    std::cerr << "dense_step: unknown arguments, expected none or --json FILE\n";
    return 2;
  }
  use_one_thread();
  keep_freed_memory();
  const std::vector<std::int64_t> two{16, 256, 256, 16};
  const std::vector<std::int64_t> three{16, 384, 384, 384, 16};
  const std::vector<Row> rows{
      {"perceptron_16_256_256_16", fused_perceptron(two), torch_perceptron(two)},
      {"perceptron_16_384_384_384_16", fused_perceptron(three), torch_perceptron(three)},
      {"product_N16", product(EngineKind::fused, 16), product(EngineKind::reference, 16)},
      {"product_N32", product(EngineKind::fused, 32), product(EngineKind::reference, 32)}};
  nlohmann::json figures{{"dense.blas", blas_name()}};
  std::printf("%s, B = %lld\n%-30s fused ms  LibTorch ms  ratio\n", blas_name().c_str(),
              static_cast<long long>(kBatch), "");
  for (const auto& [name, fused, reference] : rows) {
    const auto seconds = medians_in_turn({fused, reference});
    std::printf("%-30s %8.3f  %11.3f  %5.1f\n", name.c_str(), seconds[0] * 1e3, seconds[1] * 1e3,
                seconds[1] / seconds[0]);
    std::fflush(stdout);
    figures["dense.fused_ms." + name] = seconds[0] * 1e3;
    figures["dense.reference_ms." + name] = seconds[1] * 1e3;
    figures["dense.fused_over_reference." + name] = seconds[1] / seconds[0];
  }
  if (!file.empty()) std::ofstream(file) << figures.dump(2) << "\n";
}
