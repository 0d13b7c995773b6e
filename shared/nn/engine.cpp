#include "shared/nn/engine.hpp"

#include "shared/nn/engines/fused_deep_mix_engine.hpp"
#include "shared/nn/engines/fused_engine.hpp"
#include "shared/nn/engines/fused_perceptron_engine.hpp"
#include "shared/nn/engines/fused_product_engine.hpp"
#include "shared/nn/engines/reference_engine.hpp"

namespace sotto {

std::unique_ptr<Engine> make_engine(EngineKind kind, Network network) {
  switch (kind) {
    case EngineKind::fused:
      switch (network->shape().kind) {
        case NetworkKind::mix_transform: {
          auto mix = std::dynamic_pointer_cast<MixTransform>(network);
          if (mix->before || mix->behind)
            return std::make_unique<FusedDeepMixEngine>(std::move(mix));
          return std::make_unique<FusedEngine>(std::move(network));
        }
        case NetworkKind::product:
          return std::make_unique<FusedProductEngine>(std::move(network));
        case NetworkKind::perceptron:
          return std::make_unique<FusedPerceptronEngine>(std::move(network));
      }
      break;
    case EngineKind::reference:
      return std::make_unique<ReferenceEngine>(std::move(network));
  }
  return nullptr;
}

}  // namespace sotto
