#include "shared/nn/weight_digest.hpp"

#include <openssl/evp.h>

#include <array>

namespace sotto {

std::string weight_digest(const NetworkImpl& network) {
  const auto flat = network.flat().contiguous();
  std::array<unsigned char, 32> digest{};
  EVP_Digest(flat.data_ptr<float>(), static_cast<std::size_t>(flat.numel()) * sizeof(float),
             digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string text;
  for (const auto byte : digest) {
    constexpr auto kDigits = "0123456789abcdef";
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace sotto
