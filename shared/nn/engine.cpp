#include "shared/nn/engine.hpp"

#include "shared/nn/engines/fused_engine.hpp"
#include "shared/nn/engines/reference_engine.hpp"

namespace sotto {

std::unique_ptr<Engine> make_engine(EngineKind kind, Network network) {
  switch (kind) {
    case EngineKind::fused:
      return std::make_unique<FusedEngine>(std::move(network));
    case EngineKind::reference:
      return std::make_unique<ReferenceEngine>(std::move(network));
  }
  return nullptr;
}

}  // namespace sotto
