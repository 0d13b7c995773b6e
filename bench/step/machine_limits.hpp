#pragma once

namespace sotto::fused {

/// What one core does with the instruction set in use, measured.
struct Limits {
  double fma_per_second;      ///< multiply-adds, registers only
  double sigmoid_per_second;  ///< the engine's own sigmoid, from and to the nearest cache
};

Limits measure_limits();

}  // namespace sotto::fused
