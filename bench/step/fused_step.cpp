#include <memory>

#include "bench/step/whole_step.hpp"
#include "shared/nn/learner.hpp"

namespace {

using namespace sotto;

struct Trio {
  Trio(int n, std::int64_t batch)
      : bits(n),
        message(torch::randint(0, 2, {batch, n}).to(torch::kFloat) * 2 - 1),
        key(torch::randint(0, 2, {batch, n}).to(torch::kFloat) * 2 - 1) {
    const auto stream = NumberStream::public_stream(1);
    alice.network()->initialise(stream, Purpose::init_alice, 1.0);
    bob.network()->initialise(stream, Purpose::init_bob, 1.0);
    eve.network()->initialise(stream, Purpose::init_eve, 1.0);
    for (auto* tensor : {&cipher, &d_cipher, &d_eve}) *tensor = torch::empty({batch, n});
  }

  void step() {
    alice.engine().forward_keeping(message, key, cipher);
    bob.engine().train(cipher, key, message, MeanError(1.0 / bits), {.message = &d_cipher});
    eve.engine().train(cipher, {}, message, AtChance(EveTerm::batch),
                       {.weights = false, .message = &d_eve});
    d_cipher.add_(d_eve);
    alice.engine().backward(d_cipher);
    alice.step(kRate);
    bob.step(kRate);
    for (int i = 0; i < 2; ++i) {
      alice.engine().forward(message, key, cipher);
      eve.engine().train(cipher, {}, message, MeanError(), {});
      eve.step(kRate);
    }
  }

  static constexpr double kRate = 0.0008;
  int bits;
  Learner alice{NetworkShape{bits, true}, EngineKind::fused};
  Learner bob{NetworkShape{bits, true}, EngineKind::fused};
  Learner eve{NetworkShape{bits, false}, EngineKind::fused};
  torch::Tensor message, key;
  torch::Tensor cipher, d_cipher, d_eve;
};

}  // namespace

std::function<void()> make_fused_step(int bits, std::size_t batch) {
  const auto trio = std::make_shared<Trio>(bits, static_cast<std::int64_t>(batch));
  return [trio] { trio->step(); };
}
