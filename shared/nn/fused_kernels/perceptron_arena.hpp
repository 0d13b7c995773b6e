#pragma once

#include <vector>

#include "shared/nn/fused_kernels/arena.hpp"
#include "shared/nn/fused_kernels/perceptron.hpp"

namespace sotto::fused {

/// Scratch of a perceptron for one block of examples; rows and columns as in Arena.
class PerceptronArena {
 public:
  explicit PerceptronArena(const PerceptronShape& shape);

  /// The values between two layers: of the inputs, of each hidden layer, of the outputs.
  struct Values {
    std::size_t row_length;  ///< padded length of a row
    float* rows;             ///< row-major: [kBlock][row_length]
    float* columns;          ///< [row_length][kBlock]
  };
  std::vector<Values> values;

  /// Gradients of the values between two layers; those of the next are in the other one.
  float* gradients[2];  ///< [greatest row_length][kBlock]

  /// Gradients of a layer's parameters, summed up over the blocks.
  struct Sums {
    float* weight;  ///< [outputs][row_length of the inputs]
    float* bias;    ///< a sum per lane: [outputs][kMaxLanes]
  };
  std::vector<Sums> sums;
  std::size_t sums_length;  ///< of all of them together, one behind the other

 private:
  hwy::AlignedFreeUniquePtr<float[]> floats_;
};

}  // namespace sotto::fused
