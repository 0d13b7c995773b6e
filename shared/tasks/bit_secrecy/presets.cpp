#include "shared/tasks/bit_secrecy/presets.hpp"

namespace sotto {

std::vector<Preset> bit_secrecy_presets() {
  SessionConfig paper;
  paper.minibatch = 4096;
  paper.learning_rate = paper.learning_rate_final = 0.0008;
  paper.decay_steps = 0;
  paper.gain = 1.0;
  paper.eve_term = EveTerm::example;
  return {{"live", SessionConfig{}}, {"paper", paper}};
}

}  // namespace sotto
