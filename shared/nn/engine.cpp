#include "shared/nn/engine.hpp"

#include "shared/nn/engines/fused_engine.hpp"
#include "shared/nn/engines/fused_product_engine.hpp"
#include "shared/nn/engines/reference_engine.hpp"

namespace sotto {

std::unique_ptr<Engine> make_engine(EngineKind kind, Network network) {
  switch (kind) {
    case EngineKind::fused:
      if (network->shape().kind == NetworkKind::product)
        return std::make_unique<FusedProductEngine>(std::move(network));
      return std::make_unique<FusedEngine>(std::move(network));
    case EngineKind::reference:
      return std::make_unique<ReferenceEngine>(std::move(network));
  }
  return nullptr;
}

}  // namespace sotto
