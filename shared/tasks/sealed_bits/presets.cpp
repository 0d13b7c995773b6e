#include "shared/tasks/sealed_bits/presets.hpp"

#include "shared/tasks/sealed_bits/sealed_bits.hpp"

namespace sotto {

std::vector<Preset> sealed_bits_presets() {
  SessionConfig sealed;
  sealed.task = std::string(kSealedBits);
  sealed.ciphertext = CiphertextForm::hard_bits;
  sealed.bob_loss = BobLoss::cross_entropy;
  sealed.adversary = 0;
  sealed.key_equivocation = 1;
  sealed.learning_rate = 0.005;
  sealed.learning_rate_final = 0.0003;
  sealed.noise = 0.05;
  sealed.noise_final = 0.3;
  sealed.restart_every = 800;
  sealed.network = NetworkKind::product;
  sealed.decay_steps = 0;
  sealed.gain = 1;
  return {{"sealed", sealed}};
}

}  // namespace sotto
