#include "shared/learn/learner.hpp"

namespace sotto {

Learner::Learner(std::int64_t bits, bool keyed, EngineKind kind)
    : network_(bits, keyed), adam_(network_), engine_(make_engine(kind, network_)) {}

}  // namespace sotto
