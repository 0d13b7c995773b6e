// What must never be seen on the wire: the secret and the key bits, in every form they could take.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/crypto/number_stream.hpp"

namespace sotto {

/// Needles to look for in everything that was said: the secret as bytes and as hexadecimal digits,
/// and for each step the first keys of its minibatch as packed bits (both orders), as float
/// patterns and as text of digits and signs.
class Needles {
 public:
  struct Needle {
    std::string what;
    std::string bytes;
  };

  /// Keys of steps 0 to steps-1, each `bits` long; the first `rows` keys of a step.
  Needles(const Secret& secret, std::int64_t steps, std::size_t bits, std::size_t rows);

  const std::vector<Needle>& all() const { return needles_; }

  /// What of it stands in the text, or nothing.
  std::vector<std::string> found_in(std::string_view haystack) const;

 private:
  void add(std::string what, std::string bytes);

  std::vector<Needle> needles_;
};

}  // namespace sotto
