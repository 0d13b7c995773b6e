#include "shared/attack/cipher_samples.hpp"

#include <span>

namespace sotto {
namespace {

torch::Tensor bits_of(const NumberStream& stream, Purpose purpose, std::int64_t number,
                      std::int64_t rows, std::int64_t columns) {
  auto bits = torch::empty({rows, columns});
  stream.fill_bits(purpose, number,
                   {bits.data_ptr<float>(), static_cast<std::size_t>(bits.numel())});
  return bits;
}

}  // namespace

Sample Samples::draw(std::int64_t number, Purpose plaintext, Purpose key,
                     const Grant& grant) const {
  const auto n = bits();
  Sample sample;
  sample.key = bits_of(stream_, key, number, minibatch_, n);
  // Twice as many rows where each key is used twice: the later half is the earlier message.
  auto plaintexts = bits_of(stream_, plaintext, number, minibatch_ * (grant.reused_key ? 2 : 1), n);
  sample.plaintext = plaintexts.slice(0, 0, minibatch_).contiguous();
  if (grant.reused_key) {
    sample.earlier_plaintext = plaintexts.slice(0, minibatch_).contiguous();
    sample.earlier_ciphertext = cipher_.encrypt(sample.earlier_plaintext, sample.key);
  }
  if (grant.chosen_pair) {
    const auto pair = bits_of(stream_, Purpose::chosen_plaintexts, 0, 2, n);
    sample.choice = sample.plaintext.slice(1, 0, 1).contiguous();
    sample.plaintext = torch::where(sample.choice > 0, pair[1], pair[0]).contiguous();
  }
  sample.ciphertext = cipher_.encrypt(sample.plaintext, sample.key);
  return sample;
}

}  // namespace sotto
