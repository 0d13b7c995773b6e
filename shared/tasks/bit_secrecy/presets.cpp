#include "shared/tasks/bit_secrecy/presets.hpp"

namespace sotto {

std::vector<Preset> bit_secrecy_presets() {
  SessionConfig paper;
  paper.minibatch = 4096;
  paper.learning_rate = paper.learning_rate_final = 0.0008;
  paper.decay_steps = 0;
  paper.gain = 1.0;
  paper.eve_term = EveTerm::example;
  // With the numbers of `live` twice as many bits leave Alice and Bob short of one bit or another.
  // With these they do in one run of ten, and then begin anew.
  SessionConfig live32;
  live32.bits = 32;
  live32.minibatch = 1024;
  live32.learning_rate = 0.006;
  live32.learning_rate_final = 0.0036;
  live32.decay_steps = 0;
  live32.restart_every = 3'000;
  return {{"live", SessionConfig{}}, {"paper", paper}, {"live32", live32}};
}

}  // namespace sotto
