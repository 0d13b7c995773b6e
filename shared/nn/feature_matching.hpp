// What a reader's hidden units tell, whatever its outputs make of them.
#pragma once

#include "shared/nn/torch.hpp"

namespace sotto {

/// The mean, over all units and targets, of the square of their correlation in the minibatch: 0
/// where no unit's mean differs between the examples of either value of a target. `hidden` is
/// [B, H] with its graph, `target` [B, T] of -1 and +1, in about equal parts. A scalar, 0 to 1.
///
/// Feature matching (Salimans et al. 2016, section 3.1) has a generator match the means of an
/// adversary's hidden units on two sets of examples; here the two sets are the ciphertexts of
/// messages in which a bit is -1 and of those in which it is +1.
torch::Tensor feature_matching(const torch::Tensor& hidden, const torch::Tensor& target);

}  // namespace sotto
