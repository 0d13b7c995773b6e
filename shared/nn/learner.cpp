#include "shared/nn/learner.hpp"

namespace sotto {

Learner::Learner(const NetworkShape& shape, EngineKind kind)
    : network_(make_network(shape)), adam_(network_), engine_(make_engine(kind, network_)) {}

void Learner::initialise(const NumberStream& stream, Purpose purpose, double gain,
                         std::int64_t number) {
  network_->initialise(stream, purpose, gain, number);
  LearnerState fresh;
  fresh.parameters = network_->flat().clone();
  adam_.restore(fresh);
}

}  // namespace sotto
