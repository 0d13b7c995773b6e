#include "shared/crypto/run_seeds.hpp"

#include <sodium.h>

#include <string>

namespace sotto {

RunSeeds derive_run_seeds(std::int64_t seed) {
  const auto hash = [seed](const std::string& context, std::size_t size) {
    const auto input = context + std::to_string(seed);
    Secret digest{};
    crypto_generichash(digest.data(), size, reinterpret_cast<const unsigned char*>(input.data()),
                       input.size(), nullptr, 0);
    return digest;
  };
  const auto bytes = hash("sotto run, public seed: ", 32);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | bytes[i];
  return {static_cast<std::int64_t>(number >> 11), hash("sotto run, secret: ", kSecretBytes)};
}

}  // namespace sotto
