// One step of the paper's training, by the engine and by plain LibTorch, beside the machine's
// limits. Usage: paper_step [engine] [scalar|avx2]. "engine" leaves LibTorch out.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

#include "shared/learn/engine/engine.hpp"
#include "hwy/highway.h"
#include "bench/limits.hpp"
#include "bench/torch_step.hpp"

namespace {

using namespace sotto::engine;
using Floats = std::vector<float>;

struct Player {
  explicit Player(Shape shape)
      : engine(shape), theta(parameter_count(shape)), d_theta(theta.size()) {
    std::mt19937 random(1);
    const float limit = std::sqrt(1.5F / static_cast<float>(shape.bits));
    std::uniform_real_distribution<float> weight(-limit, limit);
    std::generate(theta.begin(), theta.end(), [&] { return weight(random); });
  }
  Engine engine;
  Floats theta, d_theta;
};

/// Multiply-adds and activations (a tanh counted as a sigmoid) of an example in one step. What
/// the engine computes twice, as backward() does Alice's forward pass, is counted once.
struct Work {
  double fma;
  double sigmoid;
};

Work paper_step_work(int bits) {
  const double n = bits;
  const double convolutions = 2 * 2 * n * 4 + 4 * n * 4 + 4 * n * 4 + n * 4;
  const double keyed = 2 * n * 2 * n;
  const double plain = 2 * n * n;
  const double forwards = 4 * (keyed + convolutions) + 3 * (plain + convolutions);
  const double convolutions_back = 5 * convolutions;            // to every network's inputs
  const double convolutions_weights = 4 * convolutions;         // all but Eve's first
  const double connected_weights = 2 * keyed + 2 * plain;       // Alice, Bob; Eve twice
  const double connected_back = 2 * n * n + 2 * n * n;          // Bob and Eve: to the ciphertext
  const double activations = 2 * n + 2 * 2 * n + 4 * n + 4 * n + n;
  return {forwards + convolutions_back + convolutions_weights + connected_weights + connected_back,
          7 * activations};
}

/// Seconds of the fastest of `runs` steps, without the updates of the parameters.
double engine_step_seconds(int bits, std::size_t batch, int runs) {
  Player alice({bits, true});
  Player bob({bits, true});
  Player eve({bits, false});
  std::mt19937 random(2);
  const std::size_t size = batch * static_cast<std::size_t>(bits);
  Floats message(size), key(size), cipher(size), d_cipher(size), d_eve(size);
  for (float& x : message) x = random() % 2 == 0 ? 1.0F : -1.0F;
  for (float& x : key) x = random() % 2 == 0 ? 1.0F : -1.0F;
  const Inputs secret{message.data(), key.data(), batch};
  const Inputs keyed{cipher.data(), key.data(), batch};
  const Inputs plain{cipher.data(), nullptr, batch};
  const Objective bob_error{Objective::Kind::kMeanError, 1.0F / static_cast<float>(bits)};

  double best = 1e9;
  for (int run = 0; run < runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    alice.engine.forward(alice.theta.data(), secret, cipher.data());
    bob.engine.train(bob.theta.data(), keyed, message.data(), bob_error,
                     {bob.d_theta.data(), d_cipher.data()});
    eve.engine.train(eve.theta.data(), plain, message.data(), {Objective::Kind::kChance, 1.0F},
                     {nullptr, d_eve.data()});
    for (std::size_t i = 0; i < size; ++i) d_cipher[i] += d_eve[i];
    alice.engine.backward(alice.theta.data(), secret, d_cipher.data(),
                          {alice.d_theta.data(), nullptr});
    for (int i = 0; i < 2; ++i) {
      alice.engine.forward(alice.theta.data(), secret, cipher.data());
      eve.engine.train(eve.theta.data(), plain, message.data(), {}, {eve.d_theta.data(), nullptr});
    }
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    best = std::min(best, time.count());
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  bool with_torch = true;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "engine") == 0) with_torch = false;
    if (std::strcmp(argv[i], "avx2") == 0) hwy::SetSupportedTargetsForTest(HWY_AVX2);
    if (std::strcmp(argv[i], "scalar") == 0) hwy::SetSupportedTargetsForTest(HWY_STATIC_TARGET);
  }
  std::printf("%s\n", instruction_set());
  std::printf("   N      B  engine ms  ns/example  GFLOP/s  share of limit  LibTorch ms  ratio\n");
  for (const int bits : {16, 32, 64}) {
    for (const std::size_t batch : {256U, 512U, 4096U, 16384U}) {
      const int runs = static_cast<int>(std::max<std::size_t>(7, 400'000 / batch));
      const Limits limits = measure_limits();
      const double engine = engine_step_seconds(bits, batch, runs);
      const Work work = paper_step_work(bits);
      const double examples = static_cast<double>(batch);
      const double limit =
          work.fma / limits.fma_per_second + work.sigmoid / limits.sigmoid_per_second;
      std::printf("%4d %6zu  %9.3f  %10.1f  %7.1f  %14.2f", bits, batch, engine * 1e3,
                  engine / examples * 1e9, 2 * work.fma * examples / engine * 1e-9,
                  limit * examples / engine);
      if (with_torch) {
        const double torch = torch_step_seconds(bits, batch, std::max(5, runs / 50), true);
        std::printf("  %11.2f  %5.1f", torch * 1e3, torch / engine);
      }
      std::printf("   (FMA %.1f G/s, sigmoid %.2f G/s)\n", limits.fma_per_second * 1e-9,
                  limits.sigmoid_per_second * 1e-9);
    }
  }
}
