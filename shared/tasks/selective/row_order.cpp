#include "shared/tasks/selective/row_order.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace sotto {

std::vector<std::size_t> row_order(const NumberStream& stream, std::size_t rows) {
  std::vector<float> drawn(2 * rows);
  stream.fill_uniform(Purpose::split, 0, drawn);
  std::vector<std::size_t> order(rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(
      order, {}, [&](std::size_t row) { return std::pair(drawn[2 * row], drawn[2 * row + 1]); });
  return order;
}

}  // namespace sotto
