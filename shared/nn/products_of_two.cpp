#include "shared/nn/products_of_two.hpp"

#include <vector>

namespace sotto {

torch::Tensor products_of_two(const torch::Tensor& x) {
  std::vector<torch::Tensor> parts;
  for (std::int64_t i = 0; i + 1 < x.size(1); ++i)
    parts.push_back(x.slice(1, i, i + 1) * x.slice(1, i + 1));
  return torch::cat(parts, 1);
}

}  // namespace sotto
