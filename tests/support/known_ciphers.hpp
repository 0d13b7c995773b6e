// Ciphers whose leak is known from how they are made.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "shared/attack/cipher_samples.hpp"

namespace sotto {

/// A cipher from a function of plaintext and key.
class MadeCipher : public Cipher {
 public:
  using Make = std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)>;
  MadeCipher(std::string name, std::int64_t bits, double leak, Make make)
      : name_(std::move(name)), bits_(bits), leak_(leak), make_(std::move(make)) {}

  const std::string& name() const { return name_; }
  /// I(P; C) in bits.
  double leak() const { return leak_; }
  std::int64_t bits() const override { return bits_; }
  torch::Tensor encrypt(const torch::Tensor& plaintext, const torch::Tensor& key) override {
    return make_(plaintext, key).contiguous();
  }

 private:
  std::string name_;
  std::int64_t bits_;
  double leak_;
  Make make_;
};

using torch::Tensor;

inline MadeCipher identity(std::int64_t n) {
  return {"identity", n, static_cast<double>(n), [](Tensor p, Tensor) { return 0.9 * p; }};
}

inline MadeCipher constant_xor(std::int64_t n) {
  auto mask = torch::ones({n});
  for (std::int64_t i = 0; i < n; i += 3) mask[i] = -1;
  return {"constant XOR", n, static_cast<double>(n),
          [mask](Tensor p, Tensor) { return 0.9 * p * mask; }};
}

/// Numbers that mix neighbouring message bits.
inline MadeCipher key_ignored(std::int64_t n) {
  return {"key ignored", n, static_cast<double>(n),
          [](Tensor p, Tensor) { return torch::tanh(1.5 * p + 0.5 * p.roll(1, 1)); }};
}

inline MadeCipher one_time_pad(std::int64_t n) {
  return {"one-time pad", n, 0, [](Tensor p, Tensor k) { return p * k; }};
}

/// So few key bits hide all of the message: number i is hidden by key bit i mod `rank`.
inline MadeCipher pad_of_rank(std::int64_t n, std::int64_t rank) {
  return {"pad of rank " + std::to_string(rank), n, static_cast<double>(n - rank),
          [n, rank](Tensor p, Tensor k) { return p * k.index_select(1, torch::arange(n) % rank); }};
}

inline MadeCipher one_key_bit(std::int64_t n) { return pad_of_rank(n, 1); }

/// The key, with the message as a small change of its amplitude.
inline MadeCipher fine_digits(std::int64_t n) {
  return {"message in the fine digits", n, static_cast<double>(n),
          [](Tensor p, Tensor k) { return k * (0.8 + 0.1 * p); }};
}

/// A pad that leaves the first bit as it is.
inline MadeCipher weak_bit(std::int64_t n) {
  return {"pad with one weak bit", n, 1, [](Tensor p, Tensor k) {
            auto c = p * k;
            c.select(1, 0).copy_(p.select(1, 0));
            return c;
          }};
}

}  // namespace sotto
