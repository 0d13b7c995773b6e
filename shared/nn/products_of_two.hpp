// The products of any two numbers: what nobody sees in one of them alone.
#pragma once

#include "shared/nn/torch.hpp"

namespace sotto {

/// [B, N] → [B, N(N-1)/2]: of columns 0 and 1, 0 and 2, ... 1 and 2, ... N is 2 or more.
torch::Tensor products_of_two(const torch::Tensor& x);

}  // namespace sotto
