// One step of the paper's training, by the fused engine and by plain LibTorch, one thread each, and
// the engine's share of the machine's limits. All times are medians; LibTorch's and the engine's
// runs take turns, so that a busy machine slows both.
// Usage: paper_step [engine] [scalar|avx2] [--json FILE]. "engine" leaves LibTorch out.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "bench/step/machine_limits.hpp"
#include "bench/step/medians_in_turn.hpp"
#include "bench/step/whole_step.hpp"
#include "hwy/highway.h"
#include "shared/base/allocator.hpp"
#include "shared/nn/fused_kernels/fused_network.hpp"
#include "shared/nn/threads.hpp"

namespace {

using namespace sotto::fused;
using Floats = std::vector<float>;

struct Player {
  explicit Player(Shape shape)
      : engine(shape), theta(parameter_count(shape)), d_theta(theta.size()) {
    std::mt19937 random(1);
    const float limit = std::sqrt(1.5F / static_cast<float>(shape.bits));
    std::uniform_real_distribution<float> weight(-limit, limit);
    std::generate(theta.begin(), theta.end(), [&] { return weight(random); });
  }
  FusedNetwork engine;
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
  const double convolutions_back = 5 * convolutions;       // to every network's inputs
  const double convolutions_weights = 4 * convolutions;    // all but Eve's first
  const double connected_weights = 2 * keyed + 2 * plain;  // Alice, Bob; Eve twice
  const double connected_back = 2 * n * n + 2 * n * n;     // Bob and Eve: to the ciphertext
  const double activations = 2 * n + 2 * 2 * n + 4 * n + 4 * n + n;
  return {forwards + convolutions_back + convolutions_weights + connected_weights + connected_back,
          7 * activations};
}

/// The engine's part of a step alone: no updates of the parameters, no LibTorch.
class EngineStep {
 public:
  EngineStep(int bits, std::size_t batch)
      : bits_(bits),
        batch_(batch),
        message_(batch * static_cast<std::size_t>(bits)),
        key_(message_.size()),
        cipher_(message_.size()),
        d_cipher_(message_.size()),
        d_eve_(message_.size()) {
    std::mt19937 random(2);
    for (float& x : message_) x = random() % 2 == 0 ? 1.0F : -1.0F;
    for (float& x : key_) x = random() % 2 == 0 ? 1.0F : -1.0F;
  }

  void operator()() {
    const Inputs secret{message_.data(), key_.data(), batch_};
    const Inputs keyed{cipher_.data(), key_.data(), batch_};
    const Inputs plain{cipher_.data(), nullptr, batch_};
    const Objective bob_error{Objective::Kind::kMeanError, 1.0F / static_cast<float>(bits_)};
    alice_.engine.forward(alice_.theta.data(), secret, cipher_.data());
    bob_.engine.train(bob_.theta.data(), keyed, message_.data(), bob_error,
                      {bob_.d_theta.data(), d_cipher_.data()});
    eve_.engine.train(eve_.theta.data(), plain, message_.data(), {Objective::Kind::kChance, 1.0F},
                      {nullptr, d_eve_.data()});
    for (std::size_t i = 0; i < d_cipher_.size(); ++i) d_cipher_[i] += d_eve_[i];
    alice_.engine.backward(alice_.theta.data(), secret, d_cipher_.data(),
                           {alice_.d_theta.data(), nullptr});
    for (int i = 0; i < 2; ++i) {
      alice_.engine.forward(alice_.theta.data(), secret, cipher_.data());
      eve_.engine.train(eve_.theta.data(), plain, message_.data(), {},
                        {eve_.d_theta.data(), nullptr});
    }
  }

 private:
  int bits_;
  std::size_t batch_;
  Player alice_{{bits_, true}};
  Player bob_{{bits_, true}};
  Player eve_{{bits_, false}};
  Floats message_, key_, cipher_, d_cipher_, d_eve_;
};

struct Times {
  double engine;     ///< without updates
  double fused;      ///< with them
  double reference;  ///< with them
};

/// Medians of one step.
Times measure(int bits, std::size_t batch, bool with_torch) {
  EngineStep engine_step(bits, batch);
  std::vector<std::function<void()>> steps{[&] { engine_step(); }, make_fused_step(bits, batch)};
  if (with_torch) steps.push_back(make_torch_step(bits, batch));
  const auto seconds = medians_in_turn(steps);
  return {seconds[0], seconds[1], with_torch ? seconds[2] : 0};
}

}  // namespace

int main(int argc, char** argv) {
  bool with_torch = true;
  std::string file;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "engine") {
      with_torch = false;
    } else if (argument == "avx2") {
      hwy::SetSupportedTargetsForTest(HWY_AVX2);
    } else if (argument == "scalar") {
      hwy::SetSupportedTargetsForTest(HWY_STATIC_TARGET);
    } else if (argument == "--json" && i + 1 < argc) {
      file = argv[++i];
    } else {
      std::cerr << "paper_step: unknown argument '" << argument
                << "', expected engine, avx2, scalar or --json FILE\n";
      return 2;
    }
  }
  sotto::use_one_thread();
  sotto::keep_freed_memory();  // as the parties do; spares LibTorch most of its page faults
  nlohmann::json figures{{"step.blas", sotto::blas_name()},
                         {"step.instructions", instruction_set()}};
  std::printf("%s, %s\n", instruction_set(), sotto::blas_name().c_str());
  std::printf(
      "   N      B  fused ms  LibTorch ms  ratio  ns/example |"
      "  engine ms  ns/example  GFLOP/s  share of limit\n");
  for (const int bits : {16, 32, 64}) {
    for (const std::size_t batch : {256U, 512U, 4096U, 16384U}) {
      const Limits limits = measure_limits();
      const auto times = measure(bits, batch, with_torch);
      const Work work = paper_step_work(bits);
      const auto examples = static_cast<double>(batch);
      const double limit =
          work.fma / limits.fma_per_second + work.sigmoid / limits.sigmoid_per_second;
      const double gflops = 2 * work.fma * examples / times.engine * 1e-9;
      const double share = limit * examples / times.engine;
      std::printf(
          "%4d %6zu  %8.3f  %11.2f  %5.1f  %10.1f |  %9.3f  %10.1f  %7.1f  %14.2f"
          "   (FMA %.1f G/s, sigmoid %.2f G/s)\n",
          bits, batch, times.fused * 1e3, times.reference * 1e3, times.reference / times.fused,
          times.fused / examples * 1e9, times.engine * 1e3, times.engine / examples * 1e9, gflops,
          share, limits.fma_per_second * 1e-9, limits.sigmoid_per_second * 1e-9);
      std::fflush(stdout);
      const auto figure = [&](const char* name) -> nlohmann::json& {
        return figures[std::string("step.") + name + ".N" + std::to_string(bits) + ".B" +
                       std::to_string(batch)];
      };
      figure("fused_ms") = times.fused * 1e3;
      figure("ns_per_example") = times.fused / examples * 1e9;
      figure("engine_ms") = times.engine * 1e3;
      figure("engine_ns_per_example") = times.engine / examples * 1e9;
      figure("gflops") = gflops;
      figure("share_of_limit") = share;
      if (!with_torch) continue;
      figure("reference_ms") = times.reference * 1e3;
      figure("fused_over_reference") = times.reference / times.fused;
    }
  }
  if (!file.empty()) std::ofstream(file) << figures.dump(2) << "\n";
}
