#include "shared/nn/weight_digest.hpp"

#include "shared/crypto/sha256.hpp"

namespace sotto {

std::string weight_digest(const NetworkImpl& network) {
  const auto flat = network.flat().contiguous();
  return sha256({{reinterpret_cast<const char*>(flat.data_ptr<float>()),
                  static_cast<std::size_t>(flat.numel()) * sizeof(float)}});
}

}  // namespace sotto
