#include "bob_client/least_useful_numbers.hpp"

#include <limits>

namespace sotto {

std::vector<bool> least_useful_numbers(torch::Tensor ciphertext, std::int64_t count,
                                       const Loss& loss) {
  const auto numbers = ciphertext.size(1);
  std::vector<bool> marked(static_cast<std::size_t>(numbers), count >= numbers);
  if (count >= numbers) return marked;
  ciphertext = ciphertext.clone();
  for (; count > 0; --count) {
    std::int64_t least = 0;
    double least_loss = std::numeric_limits<double>::infinity();
    for (std::int64_t i = 0; i < numbers; ++i) {
      if (marked[static_cast<std::size_t>(i)]) continue;
      auto number = ciphertext.select(1, i);
      const auto kept = number.clone();
      number.zero_();
      if (const auto now = loss(ciphertext); now < least_loss) {
        least = i;
        least_loss = now;
      }
      number.copy_(kept);
    }
    marked[static_cast<std::size_t>(least)] = true;
    ciphertext.select(1, least).zero_();
  }
  return marked;
}

}  // namespace sotto
