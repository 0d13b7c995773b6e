#include "alice_client/bit_sensitivity.hpp"

#include <algorithm>

namespace sotto {

std::string bit_sensitivity(const torch::Tensor& plaintext, const torch::Tensor& key,
                            const torch::Tensor& ciphertext, const Encrypt& encrypt) {
  const auto bits = plaintext.size(1);
  const auto examples = std::min(plaintext.size(0), kSensitivityExamples);
  // [2N, examples, N]: all examples once for each bit, with that bit turned.
  const auto turned = [&](const torch::Tensor& all, std::int64_t first) {
    auto copies = all.narrow(0, 0, examples).expand({2 * bits, examples, bits}).clone();
    for (std::int64_t bit = 0; bit < bits; ++bit) copies[first + bit].select(1, bit).neg_();
    return copies.view({2 * bits * examples, bits});
  };
  auto changed = torch::empty({2 * bits * examples, bits});
  encrypt(turned(plaintext, 0), turned(key, bits), changed);
  const auto unturned = ciphertext.narrow(0, 0, examples);
  const auto mean = (changed.view({2 * bits, examples, bits}) - unturned).abs().mean(/*dim=*/1);
  const auto bytes = (mean * 127.5).round().clamp(0, 255).to(torch::kUInt8).contiguous();
  return {reinterpret_cast<const char*>(bytes.data_ptr<std::uint8_t>()),
          static_cast<std::size_t>(bytes.numel())};
}

}  // namespace sotto
