// Bounds of the leak on ciphers that nobody has thought of: random functions of message and key.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "shared/attack/audit.hpp"
#include "shared/nn/threads.hpp"
#include "tests/support/known_ciphers.hpp"

namespace sotto {
namespace {

/// The same ciphers in every run, and no search for a smaller one: each costs a second.
const int kFixed = ::setenv("RC_PARAMS", "seed=11 max_success=12 noshrink=1", /*overwrite=*/0);

/// From `low` to `high` - 1, all alike from the first case on.
std::int64_t any_of(std::int64_t low, std::int64_t high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high));
}

/// [B, N] bits to [B] numbers.
torch::Tensor numbers_of(const torch::Tensor& bits) {
  const auto places = torch::ones({bits.size(1)}, torch::kLong).cumsum(0) - 1;
  return ((bits > 0).to(torch::kLong) * torch::ones({}, torch::kLong).bitwise_left_shift(places))
      .sum(1);
}

/// Some function of message and key to N hard bits, each pair's ciphertext drawn by itself. The
/// fewer of the key's bits it looks at, the more it tells of the message.
MadeCipher random_function(std::int64_t bits, std::int64_t key_bits, std::int64_t seed) {
  auto table = torch::empty({std::int64_t{1} << (bits + key_bits), bits});
  NumberStream::public_stream(seed).fill_bits(
      Purpose::plaintext, 0, {table.data_ptr<float>(), static_cast<std::size_t>(table.numel())});
  return {"random function", bits, 0,
          [table, bits, key_bits](const torch::Tensor& p, const torch::Tensor& k) {
            const auto key = key_bits > 0 ? numbers_of(k.slice(1, 0, key_bits))
                                          : torch::zeros({k.size(0)}, torch::kLong);
            return table.index({numbers_of(p) + key * (std::int64_t{1} << bits)});
          }};
}

RC_GTEST_PROP(LeakProperty, LiesBetweenLowerBoundsAndCertificateForAnyFunction, ()) {
  use_one_thread();
  const auto bits = any_of(2, 9);
  const auto key_bits = any_of(0, bits + 1);
  const auto seed = any_of(0, 1'000'000);
  auto cipher = random_function(bits, key_bits, seed);
  const auto exact = exact_leak(cipher, 0).bits;
  RC_TAG(key_bits == 0 ? "no key" : exact > 1 ? "leaks" : "hides");
  const auto stream = NumberStream::public_stream(seed + 1);
  const Samples samples(cipher, stream, kAttackMinibatch);
  const Budget budget{"test", 60, 10'240, std::chrono::seconds(300)};
  for (const auto* name : {"linear", "affine", "neighbour", "mlp32", "pairs32"}) {
    const auto attacker = make_attacker(name, bits, stream);
    const auto least = attack(name, *attacker, samples, budget).leak_bits;
    RC_LOG() << name << " learns at least " << least << ", there are " << exact << '\n';
    RC_ASSERT(least <= exact + 1e-6);
  }
  const auto most =
      certify(samples, *make_key_reader(samples.bits(), samples.stream()), budget)->leak_bits;
  RC_LOG() << "certified at most " << most << ", there are " << exact << '\n';
  RC_ASSERT(most >= exact - 1e-6);
}

}  // namespace
}  // namespace sotto
