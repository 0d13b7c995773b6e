#include "shared/tasks/selective/presets.hpp"

#include "shared/tasks/selective/selective.hpp"

namespace sotto {

std::vector<Preset> selective_presets() {
  SessionConfig selective;
  selective.task = std::string(kSelective);
  selective.bits = 8;
  selective.minibatch = 256;
  selective.network = NetworkKind::product;
  selective.ciphertext = CiphertextForm::hard_bits;
  selective.bob_loss = BobLoss::cross_entropy;
  selective.adversary = 30;
  selective.key_equivocation = 3;
  selective.learning_rate = 0.006;
  selective.learning_rate_final = 0.0001;
  selective.decay_steps = 6'000;
  selective.gain = 1;
  return {{"selective", selective}};
}

}  // namespace sotto
