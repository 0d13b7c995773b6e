// Numbers drawn from a seed: the same on every machine and with every standard library.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace sotto {

class Dice {
 public:
  /// Dice of different purposes with one seed have nothing to do with each other: what is drawn for
  /// one thing does not move what is drawn for another.
  Dice(std::uint64_t seed, std::string_view purpose) : state_(seed * 0x9E3779B97F4A7C15ULL) {
    for (const char c : purpose)
      state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    next();
  }

  /// splitmix64 (Steele, Lea & Flood 2014).
  std::uint64_t next() {
    auto z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

  /// From `least` to `most`, both inclusive.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(most - least + 1));
  }
  /// True once in `n` times.
  bool one_in(std::int64_t n) { return between(1, n) == 1; }

  /// As often from 1 to 10 as from 10 to 100: small numbers and large ones both come.
  std::int64_t of_any_size(std::int64_t least, std::int64_t most) {
    const auto share = static_cast<double>(next() >> 11) * 0x1p-53;
    const auto low = static_cast<double>(least);
    const auto drawn = low * std::exp2(share * std::log2(static_cast<double>(most) / low));
    return static_cast<std::int64_t>(drawn);
  }

 private:
  std::uint64_t state_;
};

}  // namespace sotto
