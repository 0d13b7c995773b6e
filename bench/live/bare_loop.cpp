// The least that a training run can be: one process, one loop, Eve herself as the adversary. No
// relay, no turns, no shadow, no way back. It ends with the weights of the live run of the same
// seed, bit for bit, so it is the same work.
// Usage: bare_loop [minibatch] [steps] [seed]; N = 16 and the rest as in the preset `live`.

#include <charconv>
#include <chrono>
#include <cstring>
#include <iostream>
#include <nlohmann/json.hpp>

#include "shared/base/allocator.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "shared/nn/learner.hpp"
#include "shared/nn/threads.hpp"
#include "shared/nn/weight_digest.hpp"
#include "shared/session/cycle_schedule.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

namespace {

using namespace sotto;

class BareLoop {
 public:
  BareLoop(const SessionConfig& config, const RunSeeds& seeds)
      : config_(config),
        public_stream_(NumberStream::public_stream(seeds.public_seed)),
        secret_stream_(NumberStream::secret_stream(seeds.secret)) {
    alice_.network()->initialise(secret_stream_, Purpose::init_alice, config.gain);
    bob_.network()->initialise(secret_stream_, Purpose::init_bob, config.gain);
    eve_.network()->initialise(public_stream_, Purpose::init_eve, config.gain);
    for (auto* tensor : {&plaintext_, &key_, &cipher_, &d_cipher_, &d_eve_})
      *tensor = torch::empty({config.minibatch, config.bits});
  }

  void step(std::int64_t number) {
    draw_message(public_stream_, number, numbers(plaintext_));
    draw_key(secret_stream_, number, numbers(key_));
    if (schedule_.phase(number) == kAliceBobPhase) {
      rate_ = learning_rate(config_, schedule_.count_before(kAliceBobPhase, number));
      alice_.engine().forward_keeping(plaintext_, key_, cipher_);
      bob_wrong_ =
          bob_.engine()
              .train(cipher_, key_, plaintext_, MeanError(1.0 / static_cast<double>(config_.bits)),
                     {.message = &d_cipher_})
              .bits_wrong;
      eve_wrong_ = eve_.engine()
                       .train(cipher_, {}, plaintext_, AtChance(config_.eve_term),
                              {.weights = false, .message = &d_eve_})
                       .bits_wrong;
      d_eve_.add_(d_cipher_);
      alice_.engine().backward(d_eve_);
      alice_.step(rate_);
      bob_.step(rate_);
    } else {
      alice_.engine().forward(plaintext_, key_, cipher_);
      eve_.engine().train(cipher_, {}, plaintext_, MeanError(), {});
      eve_.step(rate_);
    }
  }

  nlohmann::json outcome() const {
    return {{"bob_bits_wrong", bob_wrong_},
            {"eve_bits_wrong", eve_wrong_},
            {"digests",
             {{"alice", weight_digest(*alice_.network())},
              {"bob", weight_digest(*bob_.network())},
              {"eve", weight_digest(*eve_.network())}}}};
  }

 private:
  static std::span<float> numbers(torch::Tensor& bits) {
    return {bits.data_ptr<float>(), static_cast<std::size_t>(bits.numel())};
  }

  SessionConfig config_;
  CycleSchedule schedule_{config_.cycle};
  NumberStream public_stream_, secret_stream_;
  Learner alice_{NetworkShape{config_.bits, true}, EngineKind::fused};
  Learner bob_{NetworkShape{config_.bits, true}, EngineKind::fused};
  Learner eve_{NetworkShape{config_.bits, false}, EngineKind::fused};
  torch::Tensor plaintext_, key_, cipher_, d_cipher_, d_eve_;
  double rate_ = 0;
  double bob_wrong_ = 0;  ///< in the last Alice-Bob minibatch
  double eve_wrong_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  std::int64_t numbers[] = {512, 20'000, 3};
  for (int i = 1; i < argc; ++i) {
    const char* end = argv[i] + std::strlen(argv[i]);
    if (i > 3 || std::from_chars(argv[i], end, numbers[i - 1]).ptr != end || numbers[i - 1] < 1) {
      std::cerr << "bare_loop: '" << argv[i] << "', expected minibatch, steps and seed\n";
      return 2;
    }
  }
  const auto [minibatch, steps, seed] = numbers;
  use_one_thread();
  keep_freed_memory();
  SessionConfig config;
  config.minibatch = minibatch;
  BareLoop loop(config, derive_run_seeds(seed));
  const auto start = std::chrono::steady_clock::now();
  for (std::int64_t step = 0; step < steps; ++step) loop.step(step);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  auto outcome = loop.outcome();
  outcome["blas"] = blas_name();
  outcome["steps_per_s"] = static_cast<double>(steps) / time.count();
  std::cout << outcome.dump() << "\n";
}
