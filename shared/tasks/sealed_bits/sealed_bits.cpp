#include "shared/tasks/sealed_bits/sealed_bits.hpp"

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/bit_secrecy/secrecy_criterion.hpp"
#include "shared/tasks/sealed_bits/presets.hpp"
#include "shared/tasks/sealed_bits/sealed_criterion.hpp"

namespace sotto {

Task sealed_bits() {
  auto task = bit_secrecy();
  task.name = std::string(kSealedBits);
  task.series.push_back(bits_wrong(kKeySeries, "Key reader", Role::bob));
  task.networks.push_back({std::string(kKeyReaderNetwork), Role::bob});
  task.certificate_series = std::string(kKeySeries);
  task.goal = sealed_goal;
  task.make_criterion = [](const Task& self,
                           const SessionConfig& config) -> std::unique_ptr<Criterion> {
    if (config.ciphertext == CiphertextForm::floats)
      return std::make_unique<SecrecyCriterion>(self, config);
    return std::make_unique<SealedCriterion>(self, config);
  };
  task.presets = sealed_bits_presets();
  task.give_up_main_steps = 60'000;
  return task;
}

bool is_about_bits(const SessionConfig& config) {
  return config.task == kSealedBits || config.task == kBitSecrecy;
}

}  // namespace sotto
