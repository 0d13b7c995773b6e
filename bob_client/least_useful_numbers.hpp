// Which of the ciphertext's numbers carry least.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "shared/nn/torch.hpp"

namespace sotto {

/// What is lost of ciphertexts [B, N]: e.g. the cross entropy of all that is read from them.
using Loss = std::function<double(const torch::Tensor& ciphertext)>;

/// Marks `count` of the N numbers: one after the other the one whose erasure, a 0 in its place,
/// raises the loss least beside those that are erased already. By erasing each alone, two numbers
/// that carry the same would both pass for worthless. Takes count * N losses; none where all are to
/// be marked.
std::vector<bool> least_useful_numbers(torch::Tensor ciphertext, std::int64_t count,
                                       const Loss& loss);

}  // namespace sotto
